from notifications.models.notices import Notice
from notifications.models.preferences import Preferences
from notifications.models.watches import Digest, Frequency, Happening, News, Watch

__all__ = ["Digest", "Frequency", "Happening", "News", "Notice", "Preferences", "Watch"]
