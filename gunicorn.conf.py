"""What gunicorn reads when it is started in this folder."""

logger_class = "config.gunicorn_log.Logger"
# It would be a file in the home folder of whoever runs it, and nothing of ours asks there.
control_socket_disable = True
