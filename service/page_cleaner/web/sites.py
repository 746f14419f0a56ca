"""The profiles that the running service knows, and which of them a request means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from page_cleaner.sites import Profile, ProfileError
from page_cleaner.sites.names import host_of, load_all, spellings
from page_cleaner.web.problems import Problem
from page_cleaner.web.settings import SettingsError

#: So many names are told to a client that asks for one that does not exist.
_NAMED = 10


@dataclass(frozen=True, slots=True)
class Sites:
    """Profiles by their names, which are those of their files."""

    profiles: Mapping[str, Profile] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: str | None) -> Sites:
        """The profiles of a folder, none where none is named. Raises SettingsError."""
        if folder is None:
            return cls()
        try:
            return cls(load_all(folder))
        except ProfileError as error:
            raise SettingsError(f"CLEAN_SITES names a folder of profiles, and {error}") from None
        except OSError as error:
            raise SettingsError(
                f"CLEAN_SITES names a folder of profiles that can be read, not {folder!r} ({error.strerror})"
            ) from None

    def choose(self, name: object, url: object) -> Profile | None:
        """The profile that the option ``site`` names, or else that of the host of ``url``, if there is one.

        Raises Problem for a name that no profile has, and for what is no string.
        """
        for given, what in ((name, "The option 'site' takes the name of a profile"), (url, "The url of a page is")):
            if given is not None and not isinstance(given, str):
                raise Problem("bad-option", f"{what}, a string.")
        if isinstance(name, str):
            if name not in self.profiles:
                raise Problem("bad-option", f"Option 'site' does not know {name[:80]!r}; {self._told()}.")
            return self.profiles[name]
        host = host_of(url) if isinstance(url, str) and self.profiles else None
        return next((self.profiles[each] for each in spellings(host) if each in self.profiles), None) if host else None

    def _told(self) -> str:
        if not self.profiles:
            return "the service has no profiles of sites, which the setting CLEAN_SITES would name a folder of"
        names, more = sorted(self.profiles), len(self.profiles) - _NAMED
        return f"the profiles are {', '.join(names[:_NAMED])}{f' and {more} more' if more > 0 else ''}"
