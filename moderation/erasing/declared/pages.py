"""Pages, the records beside them, and their histories."""

from django.db.models import Q

from moderation.erasing.stores import Store, Way, hold_codes, keep, linked

_NOT_OF_ONE_PAGE = linked()
_ON_PAGE = linked(offer=("pk",), need_page=("pk",))
_OF_PAGE = linked(offer=("page",), need_page=("page",))
_OF_OFFER = linked(offer=("offer",))
# The words of a structure, as it is and as it was.
_OF_STRUCTURES = (
    "name",
    "search_name",
    "kind_label",
    "description",
    "identifier",
    "phone",
    "email",
    "website",
    "street_address",
    "postal_code",
    "opening_hours",
    "accessibility",
)

keep(
    Store(
        "offers.OfferPage",
        (
            "summary",
            "what",
            "for_whom",
            "how_it_goes",
            "what_next",
            "simple_version",
            "audience_detail",
            "access_conditions",
            "documents",
            "fee_detail",
            "engage_person",
            "engage_worker",
            "contact_name",
            "contact_phone",
            "contact_email",
            "website",
            "street_address",
            "postal_code",
            "opening_hours",
            "accessibility",
        ),
        Way.CUT,
        about=linked(offer=("pk",)),
    ),
    Store("offers.NeedPage", ("description",), Way.CUT, about=linked(need_page=("pk",))),
    Store(
        "wagtailcore.Page",
        ("title", "draft_title", "seo_title", "search_description"),
        Way.CUT,
        about=_ON_PAGE,
    ),
    Store("wagtailcore.Page", ("slug", "url_path"), Way.ADDRESS, about=_ON_PAGE),
    Store("home.HomePage", ("promise", "introduction"), Way.CUT, about=_NOT_OF_ONE_PAGE),
    Store("home.GuidePage", ("introduction", "body"), Way.CUT, about=_NOT_OF_ONE_PAGE),
    Store("offers.StructureIndexPage", ("introduction",), Way.CUT, about=_NOT_OF_ONE_PAGE),
    Store("offers.TerritoryIndexPage", ("introduction",), Way.CUT, about=_NOT_OF_ONE_PAGE),
    Store("offers.NeedIndexPage", ("introduction",), Way.CUT, about=_NOT_OF_ONE_PAGE),
    Store("offers.PublicOffer", ("title", "data"), Way.CUT, about=_OF_OFFER),
    Store("offers.PublicOffer", ("slug",), Way.ADDRESS, about=_OF_OFFER),
    Store("offers.Availability", ("note",), Way.CUT, about=_OF_OFFER),
    Store("offers.HistoricalAvailability", ("note",), Way.MARK, about=_OF_OFFER),
    Store("offers.TemporaryNotice", ("text",), Way.CUT, about=_OF_OFFER),
    Store("offers.OfferTranslation", ("fields",), Way.CUT, about=_OF_OFFER),
    Store("offers.Provenance", ("source_url", "differs"), Way.CUT, about=_OF_OFFER),
    Store(
        "offers.Structure",
        _OF_STRUCTURES,
        Way.CUT,
        about=linked(structure=("pk",)),
    ),
    Store("offers.Structure", ("slug",), Way.ADDRESS, about=linked(structure=("pk",))),
    Store(
        "offers.HistoricalStructure",
        _OF_STRUCTURES,
        Way.MARK,
        about=linked(structure=("id",)),
    ),
    Store("offers.HistoricalStructure", ("slug",), Way.ADDRESS, about=linked(structure=("id",))),
    Store(
        "offers.StructureProvenance",
        ("source_url", "fields"),
        Way.CUT,
        about=linked(structure=("structure",)),
    ),
    Store(
        "offers.StructureClaim",
        ("contact", "evidence", "objection", "decision_note"),
        Way.MARK,
        about=linked(structure=("structure",)),
    ),
    Store("offers.Expression", ("text",), Way.CUT, about=linked(expression=("pk",))),
    Store("offers.HistoricalExpression", ("text",), Way.MARK, about=linked(expression=("id",))),
    Store(
        "wagtailcore.Revision",
        ("content", "object_str"),
        Way.MARK,
        about=linked(offer=("object_id",), need_page=("object_id",)),
        only=Q(base_content_type__app_label="wagtailcore", base_content_type__model="page"),
    ),
    Store(
        "wagtailcore.PageLogEntry",
        ("label", "data"),
        Way.MARK,
        about=_OF_PAGE,
    ),
    Store("wagtailcore.ModelLogEntry", ("label", "data"), Way.MARK),
    Store("wagtailcore.Comment", ("text",), Way.MARK, about=_OF_PAGE),
    Store(
        "wagtailcore.CommentReply",
        ("text",),
        Way.MARK,
        about=linked(offer=("comment__page",), need_page=("comment__page",)),
    ),
    Store("wagtailcore.TaskState", ("comment",), Way.MARK),
    # An unfinished form of the administration, and the former address of a page, are thrown away.
    Store("wagtailadmin.FormState", ("data",), Way.DROP),
    Store(
        "wagtailredirects.Redirect",
        ("old_path", "redirect_link", "redirect_page_route_path"),
        Way.DROP,
    ),
    Store("wagtailimages.Image", ("title", "description"), Way.CUT, about=_NOT_OF_ONE_PAGE),
    Store("wagtaildocs.Document", ("title",), Way.CUT, about=_NOT_OF_ONE_PAGE),
)

hold_codes(
    "offers.OfferPage",
    "public_id",
    "service_types",
    "needs",
    "audiences",
    "fee",
    "reception_modes",
    "coverage",
    "languages_spoken",
)
hold_codes("offers.PublicOffer", "public_id", "moved_to")
hold_codes("offers.Structure", "public_id")
hold_codes("offers.HistoricalStructure", "public_id", "history_change_reason")
hold_codes("offers.HistoricalAvailability", "history_change_reason")
hold_codes("offers.HistoricalExpression", "language", "style", "origin", "history_change_reason")
hold_codes("offers.Expression", "language", "style", "origin")
hold_codes("offers.OfferTranslation", "language")
hold_codes("offers.Provenance", "external_id", "licence", "content_hash")
hold_codes("offers.StructureProvenance", "external_id", "content_hash")
hold_codes("offers.StructureClaim", "code_hash")
hold_codes("wagtailcore.Page", "path")
hold_codes("wagtailcore.Revision", "object_id")
hold_codes("wagtailcore.PageLogEntry", "action")
hold_codes("wagtailcore.ModelLogEntry", "action", "object_id")
hold_codes("wagtailcore.Comment", "contentpath", "position")
hold_codes("wagtailadmin.FormState", "object_id", "parent_object_id")
hold_codes("wagtailimages.Image", "file", "file_hash")
hold_codes("wagtaildocs.Document", "file", "file_hash")
