"""Taking leave of an account."""

from assistant.errors import NotFoundError
from assistant.setup.config_file import ConfigFile
from assistant.setup.session import Session


def disconnected(session: Session, name: str) -> str:
    """Forget an account's password or token, and take it out of the configuration.

    Gives how the permission is taken back at the provider. Raises NotFoundError, ConfigError, UserError.
    """
    assistant = session.assistant
    known = {settings.name: settings for settings in assistant.config.account}
    if name not in known:
        names = ", ".join(known) or "there is none yet"
        raise NotFoundError(f"no account is called '{name}'", hint=f"the accounts: {names}")
    revoking = assistant.account(known[name]).disconnect()
    ConfigFile(path=session.path).take_out_account(name)
    session.reload()
    return revoking
