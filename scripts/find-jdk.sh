#!/bin/sh
# Prints the home of a JDK of at least version 25, or says on stderr what is missing and exits with 1.
# Looks at JAVA_HOME, the PATH, and the folders in which package managers put JDKs.
set -u
wanted=25

# The feature version (25) that a JDK's own file "release" names; nothing for what is no JDK.
version_of() {
  [ -x "$1/bin/javac" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

seen=
consider() {
  version=$(version_of "$1")
  [ -n "$version" ] || return 0
  if [ "$version" -ge "$wanted" ]; then
    printf '%s\n' "$1"
    exit 0
  fi
  seen="$seen
  $1 (version $version)"
}

[ -z "${JAVA_HOME:-}" ] || consider "$JAVA_HOME"

on_path=$(command -v javac 2>/dev/null || true)
if [ -n "$on_path" ]; then
  # Follows the links of /usr/bin/javac to the JDK itself; readlink -f is not everywhere.
  while [ -L "$on_path" ]; do
    target=$(readlink "$on_path")
    case $target in
      /*) on_path=$target ;;
      *) on_path=$(dirname "$on_path")/$target ;;
    esac
  done
  consider "$(cd "$(dirname "$on_path")/.." && pwd -P)"
fi

for home in \
  /usr/lib/jvm/* \
  /usr/lib64/jvm/* \
  /usr/java/* \
  /opt/*jdk* /opt/java/* /opt/jdk/* \
  /Library/Java/JavaVirtualMachines/*/Contents/Home \
  /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
  /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
  "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
  "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
  "${HOME:-/nonexistent}"/.jdks/* \
  "${HOME:-/nonexistent}"/.local/share/mise/installs/java/* \
  "${HOME:-/nonexistent}"/.asdf/installs/java/*; do
  consider "$home"
done

{
  echo "A JDK of version $wanted or later is needed, and none was found."
  [ -z "$seen" ] || echo "Found only:$seen"
  echo "Install one, for example from https://adoptium.net/temurin/releases/?version=$wanted, or with"
  echo "  apt-get install temurin-$wanted-jdk | brew install openjdk@$wanted | sdk install java $wanted-tem"
  echo "or name it: make JAVA_HOME=/path/to/jdk-$wanted …"
} >&2
exit 1
