# SPDX-License-Identifier: MIT
# Real servers for tests of the remote cache, each on a free port of the loopback interface and in a folder of the test.
# Sourced after a test's common.bash, which gives `skip` and `fail`. Each function sets
#   url      where a remote cache is
#   served   the folder that the server keeps it in
#   server   the process
# and skips the test where the server is not installed. The sourcing script's EXIT trap is
#   trap 'stop_servers cleanup' EXIT
remote_tests=$(realpath "$(dirname "${BASH_SOURCE[0]}")")
command -v python3 >/dev/null || skip "there is no python3"
servers_running=()
PATH="$PATH:/usr/sbin" # where Debian has nginx

# stop_servers [COMMAND…]: and then the command, with the status that there was.
stop_servers() {
  local status=$?
  set +e
  [[ ${#servers_running[@]} == 0 ]] || kill -KILL "${servers_running[@]}" 2>/dev/null
  servers_running=()
  (exit $status)
  "$@"
}
# stop_server PROCESS
stop_server() {
  kill -KILL "$1" 2>/dev/null || true
  while kill -0 "$1" 2>/dev/null; do sleep 0.02; done
  local kept=() process
  for process in "${servers_running[@]}"; do [[ $process == "$1" ]] || kept+=("$process"); done
  servers_running=("${kept[@]}")
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# in_background LOG COMMAND…: it does not outlive the test, however that ends. Sets `server`.
in_background() {
  local log=$1
  shift
  ! setpriv --pdeathsig KILL true 2>/dev/null || set -- setpriv --pdeathsig KILL "$@"
  "$@" >"$log" 2>&1 </dev/null &
  server=$!
  disown "$server" # or bash would tell that it was killed
  servers_running+=("$server")
}
# answers PORT: until the server takes connections; fails if it ends before.
answers() {
  local i
  for ((i = 0; i < 600; ++i)); do
    ! (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || return 0
    kill -0 "$server" 2>/dev/null || return 1
    sleep 0.05
  done
  return 1
}
# started LOG FUNCTION FOLDER …: calls the function, which starts a server on $port, with a few ports, as another process
# may take a port meanwhile.
started() {
  local log=$1
  shift
  for _ in 1 2 3 4; do
    port=$(free_port)
    "$@"
    ! answers "$port" || return 0
    stop_server "$server"
  done
  fail "the server does not start: $(tail -n 5 "$log")"
}

# make_certificate FOLDER: key.pem and certificate.pem, self-signed, for 127.0.0.1.
make_certificate() {
  command -v openssl >/dev/null || skip "there is no openssl"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$1/key.pem" -out "$1/certificate.pem" 2>/dev/null
}

# start_nginx FOLDER [OPTION…]: WebDAV. Its own log (access.log) has a line a request: METHOD PATH STATUS RECEIVED SENT.
#   user=NAME:PASSWORD   asks for them (basic authentication)
#   tls                  https, with FOLDER/certificate.pem, which nobody has signed; and HTTP/2
#   strict               makes no folders by itself: PUT into one that is not there is 500
start_nginx() {
  command -v nginx >/dev/null || skip "there is no nginx (nginx-light)"
  local folder=$1 option module listen= secured= full=on scheme=http
  shift
  module=$(compgen -G "/usr/lib*/nginx/modules/ngx_http_dav_ext_module.so") || skip "nginx has no WebDAV (libnginx-mod-http-dav-ext)"
  mkdir -p "$folder/store" "$folder/tmp"
  for option in "$@"; do
    case $option in
      user=*)
        command -v openssl >/dev/null || skip "there is no openssl"
        option=${option#user=}
        printf '%s:%s\n' "${option%%:*}" "$(openssl passwd -apr1 "${option#*:}")" >"$folder/htpasswd"
        secured="auth_basic cache; auth_basic_user_file \"$folder/htpasswd\";"
        ;;
      tls)
        make_certificate "$folder"
        listen=" ssl http2" scheme=https
        secured+=" ssl_certificate \"$folder/certificate.pem\"; ssl_certificate_key \"$folder/key.pem\";"
        ;;
      strict) full=off ;;
    esac
  done
  started "$folder/error.log" run_nginx "$folder"
  url=$scheme://127.0.0.1:$port served="$folder/store"
}
run_nginx() {
  cat >"$1/nginx.conf" <<END
load_module $module;
daemon off;
master_process off;
pid "$1/pid";
error_log "$1/error.log";
events { worker_connections 256; }
http {
  log_format requests '\$request_method \$uri \$status \$request_length \$bytes_sent';
  access_log "$1/access.log" requests;
  client_max_body_size 0;
  client_body_temp_path "$1/tmp/body";
  proxy_temp_path "$1/tmp/proxy";
  fastcgi_temp_path "$1/tmp/fastcgi";
  scgi_temp_path "$1/tmp/scgi";
  uwsgi_temp_path "$1/tmp/uwsgi";
  server {
    listen 127.0.0.1:$port$listen;
    root "$1/store";
    $secured
    location / {
      dav_methods PUT DELETE MKCOL;
      dav_ext_methods PROPFIND OPTIONS;
      create_full_put_path $full;
    }
  }
}
END
  in_background "$1/output" nginx -p "$1" -c "$1/nginx.conf"
}

# start_rclone FOLDER [user=NAME:PASSWORD]: WebDAV by another program.
start_rclone() {
  command -v rclone >/dev/null || skip "there is no rclone"
  local folder=$1 arguments=()
  mkdir -p "$folder/store"
  [[ ${2-} != user=* ]] || arguments=(--user "${2#user=}" --pass "${2#*:}")
  [[ ${2-} != user=* ]] || arguments[1]=${arguments[1]%%:*}
  started "$folder/output" run_rclone "$folder"
  url=http://127.0.0.1:$port served="$folder/store"
}
run_rclone() {
  in_background "$1/output" rclone serve webdav --config "" --cache-dir "$1/cache" --addr "127.0.0.1:$port" "${arguments[@]}" "$1/store"
}

# start_bazel_remote FOLDER: the server that most share; it checks what it is given.
start_bazel_remote() {
  command -v bazel-remote >/dev/null || skip "there is no bazel-remote"
  local folder=$1
  mkdir -p "$folder/store"
  started "$folder/output" run_bazel_remote "$folder"
  url=http://127.0.0.1:$port served="$folder/store"
}
run_bazel_remote() {
  in_background "$1/output" bazel-remote --dir "$1/store" --max_size 1 --http_address "127.0.0.1:$port" --grpc_address none
}

# start_faulty FOLDER FAULT [OPTION…]: faulty_server.py on the store FOLDER/store. Sets also `elsewhere`, the address of
# its second port, and `requests`, its log.
start_faulty() {
  local folder=$1
  shift
  mkdir -p "$folder/store"
  rm -f "$folder/ports"
  requests="$folder/requests"
  : >"$requests"
  in_background "$folder/output" python3 "$remote_tests/faulty_server.py" --store "$folder/store" --log "$requests" --ports "$folder/ports" --fault "$@"
  local i ports
  for ((i = 0; i < 600; ++i)); do
    [[ ! -s $folder/ports ]] || break
    kill -0 "$server" 2>/dev/null || fail "the faulty server does not start: $(tail -n 5 "$folder/output")"
    sleep 0.05
  done
  read -ra ports <"$folder/ports"
  url=http://127.0.0.1:${ports[0]} elsewhere=http://127.0.0.1:${ports[1]} served="$folder/store"
}
# of_requests EXPRESSION: what Python makes of the list of requests `r` (faulty_server.py says what is in each).
of_requests() { python3 -c 'import json, sys; r = [json.loads(line) for line in open(sys.argv[1])]; print(eval(sys.argv[2]))' "$requests" "$1"; }
