"""What people are told and what waits to be done: messages, the outbox, what nobody understood."""

from moderation.erasing.stores import Store, Way, hold_codes, keep, linked

keep(
    Store("notifications.Notice", ("params",), Way.MARK),
    Store("notifications.Notice", ("path",), Way.ADDRESS),
    Store("notifications.Happening", ("params",), Way.MARK),
    Store("journal.Outbox", ("payload",), Way.MARK),
    Store("search.NotUnderstood", ("text",), Way.MARK, about=linked()),
    Store("search.UnmetText", ("text",), Way.MARK, about=linked()),
    Store(
        "django_tasks_database.DBTaskResult",
        ("args_kwargs", "return_value", "traceback"),
        Way.MARK,
    ),
)

hold_codes("notifications.Notice", "kind", "key")
hold_codes("notifications.Happening", "act", "kind", "key")
hold_codes("journal.Outbox", "topic", "key", "last_error")
hold_codes("search.NotUnderstood", "digest")
hold_codes("search.UnmetText", "need_codes")
hold_codes(
    "django_tasks_database.DBTaskResult",
    "task_path",
    "worker_ids",
    "queue_name",
    "backend_name",
    "exception_class_path",
)
