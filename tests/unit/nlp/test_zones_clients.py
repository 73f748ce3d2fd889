"""Mails as programs write them: a line that begins with "+" is its author's own, one with "-" is not."""

from __future__ import annotations

import pytest

from nlp import Medium, Text, Who
from nlp.zones import Zone, zone_lines

ANN = Who(name="Ann Lee", address="ann@acme.example")

REPLIES = {
    "Gmail": """
+The gate sticks again.

-On Mon, Mar 3, 2025 at 10:12 AM Bo Ek <bo@hill.example> wrote:

-> How is the yard?
-> Did the welder come?
""",
    "Gmail, broken over two lines": """
+The gate sticks again.
-On Mon, Mar 3, 2025 at 10:12 AM Bartholomew Ekström-Lindqvist <
-bartholomew.ekstrom@hill.example> wrote:
-> How is the yard?
""",
    "Gmail, broken over three lines": """
+The gate sticks again.
-On Monday, the third of March 2025 at 10:12 in the morning,
-Bartholomew Ekström-Lindqvist
-<bartholomew.ekstrom@hill.example> wrote:
-> How is the yard?
""",
    "Gmail, the verb alone on the second line": """
+The gate sticks again.

-On Mon, 3 Mar 2025 at 10:12, Bo Ek <bo@hill.example>
-wrote:

-How is the yard?
""",
    "Apple Mail": """
+The gate sticks again.

-On 3 Mar 2025, at 10:12, Bo Ek <bo@hill.example> wrote:
-
-> How is the yard?
""",
    "iPhone": """
+The gate sticks again.

-Sent from my iPhone

-> On 3 Mar 2025, at 10:12, Bo Ek <bo@hill.example> wrote:
->
-> How is the yard?
""",
    "Thunderbird": """
+The gate sticks again.

-On 03/03/2025 10:12, Bo Ek wrote:
-> How is the yard?
""",
    "Yahoo": """
+The gate sticks again.

-    On Monday, March 3, 2025 at 10:12:41 AM GMT, Bo Ek <bo@hill.example> wrote:

- How is the yard?
- We could send the welder.
""",
    "Yahoo on a telephone": """
+The gate sticks again.

-Sent from Yahoo Mail for iPhone

-On Monday, March 3, 2025, 10:12 AM, Bo Ek <bo@hill.example> wrote:

-How is the yard?
""",
    "Outlook": """
+The gate sticks again.

-From: Bo Ek <bo@hill.example>
-Sent: Monday, March 3, 2025 10:12 AM
-To: Ann Lee <ann@acme.example>
-Cc: Cy Holt <cy@hill.example>
-Subject: RE: Yard

-How is the yard?
""",
    "Outlook, rich text": """
+The gate sticks again.

-*From:* Bo Ek [mailto:bo@hill.example]
-*Sent:* Monday, March 3, 2025 10:12 AM
-*To:* Ann Lee
-*Subject:* RE: Yard

-How is the yard?
""",
    "Outlook, plain text": """
+The gate sticks again.

------Original Message-----
-From: Bo Ek <bo@hill.example>
-Sent: Monday, March 3, 2025 10:12 AM
-To: Ann Lee
-Subject: Yard

-How is the yard?
""",
    "Outlook on a telephone": """
+The gate sticks again.

-Get Outlook for iOS<https://aka.example/o0ukef>
-________________________________
-From: Bo Ek <bo@hill.example>
-Sent: Monday, March 3, 2025 10:12:35 AM
-To: Ann Lee <ann@acme.example>
-Subject: Yard

-How is the yard?
""",
    "header fields on broken lines": """
+The gate sticks again.

-From: Bo Ek
-<bo@hill.example>
-Sent: Monday, March 3, 2025 10:12 AM
-To: Ann Lee; Cy Holt; Dora Quist; Emil Rask;
- Fay Stone; Gus Tate
-Subject: Yard

-How is the yard?
""",
    "header fields with empty lines between": """
+The gate sticks again.

-From: Bo Ek

-Date: 3 March

-To: Ann Lee

-Subject: Yard

-How is the yard?
""",
    "Android": """
+The gate sticks again.

--------- Original message --------
-From: Bo Ek <bo@hill.example>
-Date: 03/03/2025 10:12 (GMT+00:00)
-To: Ann Lee <ann@acme.example>
-Subject: Yard

-How is the yard?
""",
    "Proton": """
+The gate sticks again.

-Sent with Proton Mail secure email.

-‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐
-On Monday, March 3rd, 2025 at 10:12, Bo Ek <bo@hill.example> wrote:

-> How is the yard?
""",
    "Zoho": """
+The gate sticks again.

----- On Mon, 03 Mar 2025 10:12:50 +0000 bo@hill.example wrote ----

-How is the yard?
""",
    "Lotus Notes": """
+The gate sticks again.

-Bo Ek/HILL@HILL
-03/03/2025 10:12 AM
-To: Ann Lee/ACME@ACME
-cc:
-Subject: Yard

-How is the yard?
""",
    "Lotus Notes, name and date on a line": """
+The gate sticks again.

-"Bo Ek" <bo@hill.example> on 03/03/2025 10:12:00 AM
-To: "Ann Lee" <ann@acme.example>
-cc:
-Subject: Yard

-How is the yard?
""",
    "Lotus Notes, newer": """
+The gate sticks again.

------Bo Ek/HILL wrote: -----
-To: Ann Lee
-From: Bo Ek/HILL
-Date: 03/03/2025 10:12AM
-Subject: Yard

-How is the yard?
""",
    "Horde": """
+The gate sticks again.

-Quoting Bo Ek <bo@hill.example>:

-> How is the yard?
""",
    "German": """
+The gate sticks again.

-Am 03.03.2025 um 10:12 schrieb Bo Ek <bo@hill.example>:

-Wie sieht der Hof aus?
""",
    "German, the name on a line of its own": """
+The gate sticks again.

-Am Mo., 3. März 2025 um 10:12 Uhr schrieb
-Bo Ek <bo@hill.example>:

-> Wie sieht der Hof aus?
""",
    "German Outlook": """
+The gate sticks again.

-Von: Bo Ek <bo@hill.example>
-Gesendet: Montag, 3. März 2025 10:12
-An: Ann Lee
-Betreff: AW: Hof

-Wie sieht der Hof aus?
""",
    "German web mail, the sender second": """
+The gate sticks again.

-Gesendet: Montag, 03. März 2025 um 10:12 Uhr
-Von: "Bo Ek" <bo@hill.example>
-An: ann@acme.example
-Betreff: Hof
-Wie sieht der Hof aus?
""",
    "German marker": """
+The gate sticks again.

------Ursprüngliche Nachricht-----
-Von: Bo Ek
-Gesendet: Montag
-An: Ann Lee

-Wie sieht der Hof aus?
""",
    "French": """
+The gate sticks again.

-Le lun. 3 mars 2025 à 10:12, Bo Ek <bo@hill.example> a écrit :

-> Comment va la cour ?
""",
    "French Outlook": """
+The gate sticks again.

-De : Bo Ek <bo@hill.example>
-Envoyé : lundi 3 mars 2025 10:12
-À : Ann Lee
-Objet : Cour

-Comment va la cour ?
""",
    "Spanish": """
+The gate sticks again.

-El lun, 3 mar 2025 a las 10:12, Bo Ek (<bo@hill.example>) escribió:

-> ¿Cómo está el patio?
""",
    "Spanish Outlook": """
+The gate sticks again.

-De: Bo Ek <bo@hill.example>
-Enviado el: lunes, 3 de marzo de 2025 10:12
-Para: Ann Lee
-Asunto: Patio

-¿Cómo está el patio?
""",
    "Italian": """
+The gate sticks again.

-Il giorno lun 3 mar 2025 alle ore 10:12 Bo Ek <bo@hill.example> ha scritto:

-> Come va il cortile?
""",
    "Italian Outlook": """
+The gate sticks again.

-Da: Bo Ek <bo@hill.example>
-Inviato: lunedì 3 marzo 2025 10:12
-A: Ann Lee
-Oggetto: Cortile

-Come va il cortile?
""",
    "Dutch": """
+The gate sticks again.

-Op ma 3 mrt 2025 om 10:12 schreef Bo Ek <bo@hill.example>:

-> Hoe is het erf?
""",
    "Dutch Outlook": """
+The gate sticks again.

-Van: Bo Ek <bo@hill.example>
-Verzonden: maandag 3 maart 2025 10:12
-Aan: Ann Lee
-Onderwerp: Erf

-Hoe is het erf?
""",
    "Portuguese": """
+The gate sticks again.

-Em seg., 3 de mar. de 2025 às 10:12, Bo Ek <bo@hill.example> escreveu:

-> Como está o pátio?
""",
    "Swedish": """
+The gate sticks again.

-Den mån 3 mars 2025 kl 10:12 skrev Bo Ek <bo@hill.example>:

-> Hur är gården?
""",
    "Polish": """
+The gate sticks again.

-pon., 3 mar 2025 o 10:12 Bo Ek <bo@hill.example> napisał(a):

-> Jak podwórko?
""",
    "Russian, without a verb": """
+The gate sticks again.

-3 мар. 2025 г. в 10:12, Bo Ek <bo@hill.example>:

-> Как двор?
""",
    "answers between the quoted lines": """
-On Mon, 3 Mar 2025 at 10:12, Bo Ek <bo@hill.example> wrote:
-> Did the welder come?
+No, he has left the trade.
-> And the paint?
+
+Nobody has any in this colour.
""",
    "answers below the quoted lines": """
-Bo Ek <bo@hill.example> wrote:

-> Did the welder come?

+No, he has left the trade.
""",
    "quoted lines under a marker and an answer below": """
-----Original Message----
-> From: Bo Ek
-> To: Ann Lee
-> Subject: Yard
->
-> Did the welder come?

+No, he has left the trade.
""",
    "a quoted line that a program broke again": """
+No.
-> Did the welder come on Thursday as he had promised you when he was at
-the yard
-> to measure the gate and the fence behind the barn for the new owners of
-it all?

+He did not.
""",
    "a quote within a quote": """
+Neither do I.

-On Mon, 3 Mar 2025 at 10:12, Bo Ek <bo@hill.example> wrote:
-> I know no welder.
->
->> Does anybody know a welder?
""",
    "quoted lines alone": """
+Neither do I.
-> I know no welder.
""",
}

SIGNATURES = {
    "a delimiter": """
+The gate sticks again.
---\x20
-Ann Lee
-Gates you can trust. Need one? Ring us today!
""",
    "a parting with a role and numbers": """
+The gate sticks again.

-Kind regards,

-Ann Lee
-Managing Director
-Acme Gates Ltd | 12 High Street, Leeds LS1 4AB
-T: 020 7946 0000 | www.acme.example
-Do you need a new gate? Ask us!
""",
    "a parting with the name behind it": """
+The gate sticks again.
-Thanks, Ann
""",
    "a parting without a comma": """
+The gate sticks again.
-Cheers Ann
""",
    "thanks that open a mail": """
-Thanks!

+The gate sticks again. Do you know a welder?
""",
    "thanks with more to say": """
-Thanks,
-Ann
+
+By the way, do you know a welder?
""",
    "a postscript": """
+The gate sticks again.

-Best,
-Ann
-Acme Gates Ltd, 020 7946 0000

+PS do you know a welder?
""",
    "a name block without a parting": """
+The gate sticks again and we need a welder.

-Ann Lee
-Director
-Acme Gates Ltd
-+44 20 7946 0000
-ann@acme.example
""",
    "a name alone": """
+The gate sticks again and we need a welder.

-Ann
""",
    "a number in a sentence": """
+The gate sticks again and we need a welder.
+Ring me on 020 7946 0000 please.
""",
    "short lines are not all a signature": """
+Welder needed
+Two gates, Leeds
-020 7946 0000
""",
    "German": """
+The gate sticks again.

-Mit freundlichen Grüßen
-Ann Lee
-Torbau Lee GmbH
-Tel.: +49 30 123456
""",
    "French": """
+The gate sticks again.

-Bien cordialement,
-Ann Lee
-Directrice
""",
    "Dutch": """
+The gate sticks again.

-Met vriendelijke groet,
-Ann Lee
""",
    "a German telephone": """
+The gate sticks again.
-Von meinem iPhone gesendet
""",
    "a French telephone": """
+The gate sticks again.
-Envoyé de mon iPhone
""",
    "a Spanish telephone": """
+The gate sticks again.
-Enviado desde mi iPhone
""",
    "an Android telephone": """
+The gate sticks again.
-Sent from my Android device with K-9 Mail. Please excuse my brevity.
""",
}

FOOTERS = {
    "English, wrapped": """
+The gate sticks again.

-This e-mail and its attachments are confidential and intended solely for the use of
-the addressee. If you have received it in error please notify the sender and delete
-the message. Any views are those of the author.
""",
    "English, one line": """
+The gate sticks again.
-CONFIDENTIALITY NOTICE: this message is for the named recipient; if you are not the intended recipient, delete it.
""",
    "German": """
+The gate sticks again.

-Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, vernichten Sie sie.
""",
    "French": """
+The gate sticks again.

-Ce message et ses pièces jointes sont confidentiels. Si vous n'êtes pas le destinataire, merci de le détruire.
""",
    "Spanish": """
+The gate sticks again.

-Este mensaje puede contener información confidencial. Si no es el destinatario, elimine el mensaje.
""",
    "Italian": """
+The gate sticks again.

-Questo messaggio e gli allegati sono riservati. Se non è il destinatario, avvisi il mittente.
""",
    "Dutch": """
+The gate sticks again.

-Dit bericht is uitsluitend bestemd voor de geadresseerde. Bent u niet de bedoelde ontvanger, meld het de afzender.
""",
    "Portuguese": """
+The gate sticks again.

-Esta mensagem pode conter informação confidencial. Se não é o destinatário, elimine a mensagem.
""",
    "company details": """
+The gate sticks again.

-Acme Gates is registered in England, company number 01234567, VAT no 123 4567 89.
""",
    "a scanner of viruses": """
+The gate sticks again.

-This email has been checked for viruses by Avast antivirus software.
-www.avast.com
""",
    "a warning about strangers": """
-CAUTION: This email originated from outside of the organisation. Do not click links or open attachments.

+The gate sticks again.
""",
    "a mailing list": """
+The gate sticks again.
-_______________________________________________
-Growers mailing list -- growers@lists.example
-https://lists.example/listinfo/growers
-To unsubscribe send an email to growers-leave@lists.example
""",
    "a group": """
+The gate sticks again.

---\x20
-You received this message because you are subscribed to the group "Growers".
-To unsubscribe from this group, send an email to growers+leave@lists.example.
""",
    "Zoom": """
+Let us talk about the gate on Friday.

-Ann Lee is inviting you to a scheduled Zoom meeting.

-Join Zoom Meeting
-https://zoom.us/j/123456789?pwd=abc

-Meeting ID: 123 456 789
-Passcode: 424242
-One tap mobile
-+13462487799,,123456789# US (Houston)
""",
    "Teams": """
+Let us talk about the gate on Friday.

-________________________________________________________________________________
-Microsoft Teams meeting
-Join on your computer, mobile app or room device
-Click here to join the meeting
-Meeting ID: 312 456 789 12
-Passcode: aBcDeF
-Or call in (audio only)
-+44 20 3321 5273,,123456789# United Kingdom, London
-Find a local number | Reset PIN
""",
    "Meet": """
+Let us talk about the gate on Friday.

-Join with Google Meet
-https://meet.google.com/abc-defg-hij
-Or dial: (GB) +44 20 3956 1234 PIN: 123456789#
-More phone numbers: https://tel.meet/abc-defg-hij
""",
    "a calendar's notice": """
-This event has been updated
+Bring the plans of the gate, the old ones are wrong.
-Going? Yes - Maybe - No
""",
    "people who speak of calls": """
+I will dial in from the yard, and we need a welder.
+The passcode for the gate is lost, do you know a locksmith?
+Our privacy policy and our terms and conditions have to be written anew.
+A virus has locked the till and the newsletter too.
""",
}

LAYOUT = {
    "a rule": "+The gate sticks again.\n-=====================\n+And the door.",
    "figures": "+The gate sticks again.\n-12.50   14.00   3,200.10\n-2019 2020 2021 2022",
    "a table": "+The gate sticks again.\n-| item | count | price |\n-| gate | 2 | 400 |",
    "columns": "+The gate sticks again.\n-Gate      two      400 pounds",
    "encoded data": "+The gate sticks again.\n-TWFuIGlzIGRpc3Rpbmd1aXNoZWQsIG5vdCBvbmx5IGJ5IGhpcyByZWFzb24=",
    "an address of the web": "+The gate sticks again.\n-https://acme.example/gates?id=12",
    "code": "+The gate sticks again.\n-total = count(gates);\n-if (open) {\n-}",
    "a fence": "+The gate sticks again.\n-```\n-open the gate\n-```\n+And the door.",
    "a log": "+The gate sticks again.\n-2025-03-03 10:12:01 gate opened by hand",
    "a price in a sentence": "+He asks £4,500 for 2 gates.",
}


def new_lines(body: str, *, title: str = "", medium: Medium = Medium.EMAIL) -> list[str]:
    text = Text(body=body, title=title, medium=medium, author=ANN)
    lines = zone_lines(text, 100_000)
    found = (body[line.start : line.end].strip() for line in lines if line.zone is Zone.NEW)
    return [line for line in found if line]


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param(mail, id=f"{kind}: {name}")
        for kind, table in (("reply", REPLIES), ("signature", SIGNATURES), ("footer", FOOTERS), ("layout", LAYOUT))
        for name, mail in table.items()
    ],
)
def test_only_what_the_author_wrote_is_new(mail: str) -> None:
    rows = mail.strip("\n").split("\n")
    body = "\n".join(row[1:] for row in rows)
    assert new_lines(body) == [row[1:].strip() for row in rows if row.startswith("+") and row[1:].strip()]


@pytest.mark.parametrize("mail", [*REPLIES.values(), *FOOTERS.values()])
def test_without_zones_everything_is_new(mail: str) -> None:
    text = Text(body=mail, medium=Medium.EMAIL, author=ANN)
    assert {line.zone for line in zone_lines(text, 100_000, zoned=False)} == {Zone.NEW}
