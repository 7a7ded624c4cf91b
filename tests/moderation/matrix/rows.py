"""A row of the matrix: one address, one method, one object, and what each person is answered."""

from dataclasses import dataclass, field

from tests.moderation.matrix.world import LIKE, ROLES, Maker

GET, POST = "get", "post"
#                 visitor outsider member author editor owner animator away administrator
ALL = "200 200 200 200 200 200 200 200 200"
MEMBERS = "302 200 200 200 200 200 200 200 200"
READERS = "302 404 404 200 200 200 200 404 200"
AUTHOR = "302 404 404 200 404 404 404 404 404"
KEEPERS = "302 404 404 404 200 200 404 404 404"
ANIMATORS = "302 404 404 404 404 404 200 404 200"
ANY_ANIMATOR = "302 403 403 403 403 403 200 200 200"
UNLESS_ANIMATOR = "302 200 200 200 200 200 403 200 403"
NAMERS = "302 403 403 403 403 403 403 403 200"
# A form of the queue, which leads back to it.
ANIMATORS_LED = "302 403 403 403 403 403 302 302 302"
ADMIN = "302 404 404 404 404 404 404 404 200"
# A form of the animators: done at once, or sent back as something is missing.
DONE, ASKED = "302 404 404 404 404 404 302 404 302", "302 404 404 404 404 404 422 404 422"
NOTHING_DONE = "302 404 404 404 404 404 404 404 404"
NOT_ASKED = "302 404 404 404 404 404 409 404 409"
ONLY_ADMIN_ASKED = "302 403 403 403 403 403 403 403 422"
ONLY_ADMIN_FOUND = "302 403 403 403 403 403 403 403 404"
OPEN_DRAFT = "404 404 404 200 404 404 404 404 404"
FEW = {"visitor", "author", "animator"}


@dataclass(frozen=True, slots=True)
class Row:
    """`expected` are the statuses by role, in the order of ROLES; everybody else is answered like
    one of these (see LIKE), `but` where it is said. What `administrators` of a territory do, its
    animators do not."""

    name: str
    args: Maker
    method: str
    expected: str
    data: dict[str, str] | None = None
    but: dict[str, int] = field(default_factory=dict)
    administrators: bool = False

    def by_role(self) -> dict[str, int]:
        said = dict(zip(ROLES, map(int, self.expected.split()), strict=True))
        like = {**LIKE, "chief": "administrator" if self.administrators else "animator"}
        return said | {role: said[other] for role, other in like.items()} | self.but

    def tells_apart(self, role: str) -> bool:
        """Whether it says something about this one: those who are answered like somebody else are
        not asked where every account is answered the same."""
        if role in ROLES or role in self.but:
            return True
        return len(set(self.expected.split()[1:])) > 1

    def is_quick(self, role: str) -> bool:
        """Whether the fast suite asks it of this one: what is answered alike to every account, of
        a few; of those who are answered like somebody else, where they might not be."""
        if role in LIKE:
            return role in self.but or (self.administrators and role == "chief")
        return role in FEW or len(set(self.expected.split()[1:])) > 1
