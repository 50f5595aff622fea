# PostgreSQL of Debian's packages on 127.0.0.1, in the foreground. Arguments are handed on to the server.
# SERVER_FOLDER: where its data is kept; SERVER_PORT; POSTGRES_USER and POSTGRES_PASSWORD: the superuser that the first start creates.
set -eu
umask 077
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
version=${bin%/bin} version=${version##*/}
settings=$(sed -n 's/^[a-z]/-c &/p' "$(dirname "$0")/postgres.settings")
folder=$SERVER_FOLDER
as=
if [ "$(id -u)" -eq 0 ]; then
    # PostgreSQL refuses root; Debian's package makes this user for it.
    as='--reuid postgres --regid postgres --init-groups'
    # shellcheck disable=SC2086 # one word for each option
    if ! setpriv $as test -x "$(dirname "$folder")"; then
        elsewhere=/var/lib/postgresql/$(basename "$folder")-$(printf %s "$folder" | sha256sum | cut -c 1-12)
        echo "PostgreSQL runs as user postgres, who may not enter $folder: its data is kept in $elsewhere"
        folder=$elsewhere
    fi
    install -d -m 700 -o postgres -g postgres "$folder"
else
    mkdir -p "$folder"
fi
cd "$folder"
cluster=$folder/cluster-$version
if [ ! -e "$cluster/PG_VERSION" ]; then
    # Made aside and renamed: a start that is broken off leaves no half of one.
    rm -rf "$cluster.new"
    # shellcheck disable=SC2016,SC2086
    printf '%s\n' "$POSTGRES_PASSWORD" | setpriv $as sh -c 'umask 077; cat > "$1"' - "$cluster.password"
    # shellcheck disable=SC2086
    setpriv $as "$bin/initdb" -D "$cluster.new" -U "$POSTGRES_USER" --pwfile="$cluster.password" --auth=scram-sha-256 \
        --encoding=UTF8 --locale=C.UTF-8 --no-instructions > /dev/null
    rm "$cluster.password"
    mv "$cluster.new" "$cluster"
fi
unset POSTGRES_PASSWORD
# The sessions of a server that was killed end a moment after it; until then no other may start on its data.
attempts=50
while [ -e "$cluster/postmaster.pid" ] && [ $attempts -gt 0 ] && readlink /proc/[0-9]*/cwd 2> /dev/null | grep -qxF "$cluster"; do
    attempts=$((attempts - 1))
    sleep 0.2
done
# Should this shell be killed, the server ends with it.
# shellcheck disable=SC2086 # one word for each option
setpriv --pdeathsig QUIT $as "$bin/postgres" -D "$cluster" -c "port=$SERVER_PORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    $settings -c logging_collector=off -c 'log_line_prefix=%q[%d] ' "$@" &
server=$!
# SIGTERM makes PostgreSQL wait for its clients to go: it gets SIGINT instead, which does not.
trap 'kill -INT $server 2> /dev/null' TERM INT
while :; do
    wait $server && code=0 || code=$?
    kill -0 $server 2> /dev/null || exit $code
done
