# Runs a server of the tests for as long as its own standard input is open. The kernel closes that when the test process ends, however
# it does; the server is then killed. SIGTERM stops it in order; SIGUSR1 freezes it and SIGUSR2 lets it go on.
# Usage: guard.sh COMMAND…
exec 3<&0 < /dev/null
setpriv --pdeathsig KILL setsid "$@" 3<&- &
server=$!
(
    while read -r line <&3; do :; done
    kill -CONT -$server
    kill -KILL -$server
) 2> /dev/null &
watcher=$!
exec 3<&-
trap 'kill -TERM $server' TERM
trap 'kill -STOP -$server' USR1
trap 'kill -CONT -$server' USR2
while :; do
    wait $server
    code=$?
    kill -0 $server 2> /dev/null || break
done
kill $watcher 2> /dev/null
exit $code
