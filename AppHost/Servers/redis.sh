# Redis of Debian's packages on 127.0.0.1, in the foreground. It keeps nothing: it is a cache and a wire.
# SERVER_FOLDER: where it runs; SERVER_PORT; REDIS_PASSWORD.
set -eu
umask 077
mkdir -p "$SERVER_FOLDER"
cd "$SERVER_FOLDER"
rm -f redis.conf
# A file, because everybody sees the arguments of a process.
printf '%s\n' 'bind 127.0.0.1' "port $SERVER_PORT" 'daemonize no' 'save ""' 'loglevel warning' "${REDIS_PASSWORD:+requirepass \"$REDIS_PASSWORD\"}" > redis.conf
unset REDIS_PASSWORD
exec redis-server redis.conf
