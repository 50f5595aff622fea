# Makes secrets; read by the scripts that store them (deploy/compose/make-secrets, deploy/kubernetes/make-secrets).

# Prints LENGTH random letters and digits, which need no quoting in a connection string.
random() { LC_ALL=C tr -dc 'a-km-zA-HJ-NP-Z2-9' < /dev/urandom | head -c "${1:-32}"; }

# Prints the bcrypt hash of a password, as Prometheus and Alertmanager want it.
hash_of() {
    hash=$(perl -e 'print crypt($ARGV[0], "\$2b\$10\$" . $ARGV[1])' "$1" "$(random 22)")
    case $hash in
        '$2b$10$'*) printf %s "$hash" ;;
        *) echo 'make-secrets: the C library of this machine makes no bcrypt hashes' >&2; return 1 ;;
    esac
}

# Prints a key that protects the page's cookies, in the form of ASP.NET Core's key ring, valid for ten years. Every replica of the page has
# the same. A new one signs everybody out, unless the old one stays beside it under another name.
session_key() {
    now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    cat <<END
<?xml version="1.0" encoding="utf-8"?>
<key id="$(cat /proc/sys/kernel/random/uuid)" version="1">
  <creationDate>$now</creationDate>
  <activationDate>$now</activationDate>
  <expirationDate>$(($(date -u +%Y) + 10))-01-01T00:00:00Z</expirationDate>
  <descriptor deserializerType="Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel.AuthenticatedEncryptorDescriptorDeserializer, Microsoft.AspNetCore.DataProtection">
    <descriptor>
      <encryption algorithm="AES_256_CBC" />
      <validation algorithm="HMACSHA256" />
      <masterKey p4:requiresEncryption="true" xmlns:p4="http://schemas.asp.net/2015/03/dataProtection">
        <value>$(head -c 64 /dev/urandom | base64 | tr -d '\n')</value>
      </masterKey>
    </descriptor>
  </descriptor>
</key>
END
}
