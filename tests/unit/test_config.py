"""The configuration: what is wrong with it is said all at once, by key, and with what is wanted."""

from datetime import date, time
from pathlib import Path
from typing import get_type_hints

import pytest

from assistant.config import Bullpen, Config, Debrief, Drafts, Quiet, Reading, Source, User, load
from assistant.domain.accounts import AccountSettings
from assistant.errors import ConfigError
from assistant.toml_tables import key_of

LEAST = '[user]\nname = "Sam"\naddresses = ["sam@firm.example"]\n'


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems(folder: Path, text: str | bytes) -> list[str]:
    path = written(folder, text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert caught.value.hint or len(caught.value.problems) == 1
    assert all(problem.startswith(f"{path}: ") for problem in caught.value.problems)
    return [problem.removeprefix(f"{path}: ") for problem in caught.value.problems]


def test_the_least_that_is_needed(tmp_path: Path) -> None:
    config = load(written(tmp_path, LEAST))
    assert (config.user.names, config.user.participant.address) == (("Sam", "sam@firm.example"), "sam@firm.example")
    assert (config.data, config.drafts_folder) == (tmp_path / "data", tmp_path / "data" / "drafts")
    assert (config.source, config.reading) == ((), Reading())
    assert config.zone is not None


def test_the_example_is_right_and_shows_every_key(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "config.example.toml"
    config = load(example)
    text = example.read_text("utf-8")
    tables = (User, Source, Bullpen, Reading, Drafts, Debrief, Quiet, AccountSettings)
    for table in tables:
        for key in map(key_of, get_type_hints(table)):
            assert f"\n{key} = " in text or f"\n# {key} = " in text
    assert {source.name for source in config.source} == {"inbox", "notes", "calendar", "contacts"}
    assert (config.zone.key, config.reading.since) == ("Europe/London", date(2026, 1, 1))


def test_five_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = """
        datta = "x"
        [user]
        addresses = "sam@firm.example"
        timezone = "Europe/Londn"
        [[source]]
        name = "inbox"
        type = "imap4"
        path = 5
        [reading]
        precision = 1.5
        sinse = 2026-01-01
        [debrief]
        days = "week"
    """
    assert problems(tmp_path, text) == [
        "'datta' is not a key; did you mean 'data'?",
        "'user.name' is missing: it must be text: \"...\"",
        "'user.addresses' is 'sam@firm.example': it must be a list: [\"...\", \"...\"]",
        "'user.timezone' is 'Europe/Londn': that is no time zone; did you mean 'Europe/London'?",
        '\'source 1: type\' is \'imap4\': it must be one of "mbox", "maildir", "eml", "notes", "ics", "people"',
        "'source 1: path' is 5: it must be a path: \"...\"",
        "'reading.sinse' is not a key; did you mean 'since'?",
        "'reading.precision' is 1.5: it must lie between 0.5 and 0.98",
        "'debrief.days' is 'week': it must be a whole number",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "'user' is missing: it must be a table: [user]"),
        ("user = 5", "'user' is 5: it must be a table: [user]"),
        (LEAST + "[source]\nname = 'x'", "'source' must be written [[source]], once for each"),
        (LEAST + "[[sources]]\nname = 'x'", "'sources' is not a key; did you mean 'source'?"),
        (LEAST + "[[source]]\ntype = 'ics'\npath = 'x'", "'source 1: name' is missing: it must be text: \"...\""),
        (LEAST + 2 * "[[source]]\nname = 'a'\ntype = 'ics'\npath = 'x'\n", "two sources or accounts are called 'a'"),
        (LEAST + "qqq = 1", "'user.qqq' is not a key"),
        (LEAST + "[debrief]\ndays = true", "'debrief.days' is True: it must be a whole number"),
        (LEAST + "[debrief]\ndays = 0", "'debrief.days' is 0: it must be at least 1"),
        (LEAST + "[reading]\nprecision = nan", "'reading.precision' is nan: it must lie between 0.5 and 0.98"),
        (LEAST + "[reading]\nsince = 'May'", "'reading.since' is 'May': it must be a day: 2026-12-31"),
        (LEAST + "[drafts]\npath = ''", "'drafts.path' is '': it must be a path: \"...\""),
        (LEAST + "[drafts]\ntone = 'loud'", "'drafts.tone' is 'loud': it must be one of \"warm\", \"brief\""),
        (LEAST + "[bullpen]\nfiles = 'a.toml'", "'bullpen.files' is 'a.toml': it must be a list: [\"...\", \"...\"]"),
        ("data = '~nobody-at-all/x'\n" + LEAST, "'data' is '~nobody-at-all/x': it must be a path: \"...\""),
        ('data = "a\\u0000b"\n' + LEAST, "'data' is 'a\\x00b': it must be a path: \"...\""),
        (LEAST + "country = 'uk'", "'user.country' is 'uk': write it in two capital letters, such as 'GB'"),
        (LEAST + "country = 'GBR'", "'user.country' is 'GBR': write it in two capital letters, such as 'GB'"),
        (LEAST + "region = 'ENG'", "'user.region' is 'ENG': it needs a 'user.country'"),
        (LEAST + "[quiet]\nfrom = '6pm'", "'quiet.from' is '6pm': write it like '18:00'"),
        (LEAST + "[quiet]\nto = '24:00'", "'quiet.to' is '24:00': write it like '18:00'"),
        (LEAST + "[quiet]\nfrom_ = '18:00'", "'quiet.from_' is not a key; did you mean 'from'?"),
        ("[user]\nname = ' '\naddresses = ['a@b.example']", "'user.name' is empty: your messages are signed with it"),
        (
            "[user]\nname = 'Sam'\naddresses = []",
            "'user.addresses' is empty: your own addresses tell your words from other people's",
        ),
        (
            "[user]\nname = 'Sam'\naddresses = ['sam']",
            "'user.addresses' holds 'sam', which is no mail address",
        ),
    ],
)
def test_each_mistake_says_what_is_wanted(tmp_path: Path, text: str, told: str) -> None:
    assert problems(tmp_path, text) == [told]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe", "Europe/\\u0000"])
def test_a_zone_that_is_none(tmp_path: Path, zone: str) -> None:
    (told,) = problems(tmp_path, LEAST + f'timezone = "{zone}"')
    assert told.startswith("'user.timezone' is '")
    assert "that is no time zone; " in told


def test_quiet_hours(tmp_path: Path) -> None:
    assert load(written(tmp_path, LEAST)).quiet.span == (time(18), time(9))
    assert load(written(tmp_path, LEAST + "[quiet]\nfrom = '22:30'\n")).quiet.span == (time(22, 30), time(9))


def test_a_zone(tmp_path: Path) -> None:
    assert load(written(tmp_path, LEAST + 'timezone = "Asia/Kolkata"')).zone.key == "Asia/Kolkata"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for text, told in ((b"name = \xff", "cannot be read: "), (b"name = ", "is not TOML: ")):
        (problem,) = problems(tmp_path, text)
        assert problem.startswith(told)
    with pytest.raises(ConfigError, match=r"cannot be read: .*directory"):
        load(tmp_path)
    with pytest.raises(ConfigError, match=r"there is no such file \(write one with: assistant init\)"):
        load(tmp_path / "none.toml")


def test_a_file_as_some_editors_save_it(tmp_path: Path) -> None:
    assert load(written(tmp_path, b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode())).user.name == "Sam"


PATHS = """
    [[source]]
    name = "notes"
    type = "notes"
    path = "notes"
    [[source]]
    name = "mail"
    type = "mbox"
    path = "/var/mail/sam"
    [bullpen]
    files = ["../cards.toml", "~/more.csv"]
    [drafts]
    path = "out"
    templates = "mine"
"""


def paths(config: Config) -> list[Path | None]:
    sources = [source.path for source in config.source]
    return [config.data, *sources, *config.bullpen.files, config.drafts.path, config.drafts.templates]


def test_relative_paths_start_at_the_files_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/sam")
    monkeypatch.setenv("USERPROFILE", "/home/sam")
    folder = tmp_path / "etc"
    folder.mkdir()
    path = written(folder, LEAST + PATHS)
    expected = [
        folder / "data", folder / "notes", Path("/var/mail/sam"), folder / "../cards.toml", Path("/home/sam/more.csv"),
        folder / "out", folder / "mine",
    ]  # fmt: skip
    assert paths(load(path)) == expected
    monkeypatch.chdir(tmp_path)
    assert paths(load(Path("etc/config.toml"))) == expected


def test_the_data_folder_of_the_command_line_starts_where_the_user_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "etc").mkdir()
    path = written(tmp_path / "etc", 'data = "kept"\n' + LEAST)
    monkeypatch.chdir(tmp_path)
    assert load(path).data == tmp_path / "etc" / "kept"
    assert load(path, data=Path("mine")).data == tmp_path / "mine"
    assert load(path, data=tmp_path / "there").data == tmp_path / "there"


ACCOUNT = '[[account]]\nname = "mail"\ntype = "imap"\nserver = "imap.firm.example"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[account]]\nname = "mail"\ntype = "imap"\n', "account 'mail': 'server' is missing"),
        ('[[account]]\nname = "days"\ntype = "caldav"\n', "account 'days': 'url' is missing"),
        (ACCOUNT + ACCOUNT, "two sources or accounts are called 'mail'"),
        (
            ACCOUNT + '[drafts]\ndeliver_to = "post"\n',
            "'drafts.deliver_to' is 'post': it must be one of eml, maildir, mail",
        ),
        (
            ACCOUNT + '[drafts]\ndeliver_to = "mail"\nsend = true\n',
            "'drafts.send' needs an IMAP account with an 'smtp_server'",
        ),
        (
            '[[account]]\nname = "c"\ntype = "caldav"\nurl = "dav.firm.example"\n',
            "account 'c': 'url' is no web address",
        ),
        ('[[account]]\nname = "c"\ntype = "caldav"\nurl = "https://a:b"\n', "account 'c': 'url' is no web address"),
        (ACCOUNT.replace("[[account]]", '[[account]]\napi = "x"'), "'api' is no web address"),
        (ACCOUNT + "mail = 1\n", "'account 1: mail' is 1: it must be true or false"),
        (ACCOUNT + 'security = "ssl"\n', 'it must be one of "tls", "starttls", "none"'),
    ],
)
def test_an_account_that_cannot_work_is_told(tmp_path: Path, text: str, told: str) -> None:
    (problem,) = problems(tmp_path, LEAST + text)
    assert told in problem


def test_drafts_go_to_an_account_by_its_name(tmp_path: Path) -> None:
    text = LEAST + ACCOUNT + 'smtp_server = "smtp.firm.example"\nclient_file = "~/c.json"\n'
    config = load(written(tmp_path, text + '[drafts]\ndeliver_to = "mail"\nsend = true\n'))
    (account,) = config.account
    assert (account.name, account.client_file) == (config.drafts.deliver_to, Path.home() / "c.json")


def test_the_address_of_an_account_is_the_users_own(tmp_path: Path) -> None:
    addresses = ("helen@marsh.example", "Home@marsh.example")
    text = f"[user]\nname = 'Helen'\naddresses = ['{addresses[0]}']\n{ACCOUNT}address = '{addresses[1]}'\n"
    text += "[[account]]\nname = 'again'\ntype = 'gmail'\naddress = 'Helen@Marsh.example'\n"
    assert load(written(tmp_path, text)).user.addresses == addresses
