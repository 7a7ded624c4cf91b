#!/bin/sh
# Run once by the image of PostgreSQL, as the superuser, when its folder is empty: the two roles of
# docs/how-to/run-postgresql.md, and the database.
set -eu
secrets=${SECRETS:-/run/secrets}
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$(cat "$secrets/owner_password")" \
    --set web_password="$(cat "$secrets/web_password")" <<'SQL'
CREATE ROLE maillage_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE maillage_web LOGIN PASSWORD :'web_password';
CREATE DATABASE maillage OWNER maillage_owner ENCODING 'UTF8' TEMPLATE template0;
SQL
