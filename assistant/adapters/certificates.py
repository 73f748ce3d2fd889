"""Servers that do not prove who they are: why not, and what the user can do about it."""

import ssl

EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED


def certificate_fault(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """The fault of a certificate that is behind an error; None where there is none."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error


def advice(fault: ssl.SSLCertVerificationError) -> str:
    """What to do about it."""
    if fault.verify_code == EXPIRED:
        return "look at this machine's clock; if it is right, whoever runs the server has to renew its certificate"
    return (
        "check the server's name; on a hotel or company network, try another one; on a server of your own, renew the "
        "certificate; never turn this off"
    )
