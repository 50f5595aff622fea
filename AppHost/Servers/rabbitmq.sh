# RabbitMQ of Debian's packages on 127.0.0.1, in the foreground, with the plugins for management and Prometheus.
# SERVER_FOLDER: where its data is kept; SERVER_PORT, MANAGEMENT_PORT, METRICS_PORT; RABBITMQ_DIST_PORT and ERL_EPMD_PORT, where Erlang
# nodes find each other; RABBITMQ_NODENAME, to which the data belongs; RABBITMQ_DEFAULT_USER and RABBITMQ_DEFAULT_PASS: the administrator
# that the first start creates.
set -eu
umask 077
mkdir -p "$SERVER_FOLDER"
cd "$SERVER_FOLDER"
cat > rabbitmq.conf <<END
listeners.tcp.1 = 127.0.0.1:$SERVER_PORT
management.tcp.ip = 127.0.0.1
management.tcp.port = $MANAGEMENT_PORT
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = $METRICS_PORT
default_user = $RABBITMQ_DEFAULT_USER
default_pass = $RABBITMQ_DEFAULT_PASS
log.console = true
log.console.level = warning
END
unset RABBITMQ_DEFAULT_USER RABBITMQ_DEFAULT_PASS
echo '[rabbitmq_management,rabbitmq_prometheus].' > enabled_plugins
: > rabbitmq-env.conf
# Whoever knows it may run anything in the server. Erlang would make one of the time of day.
[ -s .erlang.cookie ] || { head -c 48 /dev/urandom | sha256sum | cut -c 1-64 > .erlang.cookie; }
chmod 400 .erlang.cookie
# RUNNING_UNDER_SYSTEMD makes Debian's script replace itself by the server, which then gets the signals itself.
export HOME="$PWD" RABBITMQ_NODENAME="${RABBITMQ_NODENAME:-rabbit@localhost}" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 \
    RABBITMQ_NODE_PORT="$SERVER_PORT" RABBITMQ_DIST_PORT ERL_EPMD_PORT ERL_EPMD_ADDRESS=127.0.0.1 \
    RABBITMQ_MNESIA_BASE="$PWD/data" RABBITMQ_LOG_BASE="$PWD/log" RABBITMQ_LOGS=- RABBITMQ_PID_FILE="$PWD/server.pid" \
    RABBITMQ_CONF_ENV_FILE="$PWD/rabbitmq-env.conf" RABBITMQ_CONFIG_FILE="$PWD/rabbitmq.conf" RABBITMQ_ADVANCED_CONFIG_FILE="$PWD/advanced.config" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$PWD/enabled_plugins" RABBITMQ_GENERATED_CONFIG_DIR="$PWD/generated" RABBITMQ_SCHEMA_DIR="$PWD/schema" \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} ${RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:-}" \
    RUNNING_UNDER_SYSTEMD=true
# Erlang starts its port mapper as a daemon that outlives everything. Started here first, it is found running and ends with the server.
setpriv --pdeathsig KILL epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 &
mapper=$!
until epmd -port "$ERL_EPMD_PORT" -names > /dev/null 2>&1; do
    kill -0 $mapper 2> /dev/null || { echo "epmd did not start on port $ERL_EPMD_PORT" >&2; exit 1; }
    sleep 0.1
done
setpriv --pdeathsig KILL /usr/lib/rabbitmq/bin/rabbitmq-server &
server=$!
trap 'kill -TERM $server 2> /dev/null' TERM INT
while :; do
    wait $server && code=0 || code=$?
    kill -0 $server 2> /dev/null || break
done
kill $mapper
exit $code
