package io.hydrascope.platform;

import io.hydrascope.embedded.ClickHouseLogins;

/**
 * The addresses and passwords of a platform, which outlast a start: {@code access.json} in its data
 * directory.
 */
record PlatformAccess(PlatformPorts ports, String ownerPassword, String readerPassword) {

  /** With new passwords and any ports. */
  static PlatformAccess fresh() {
    ClickHouseLogins logins = ClickHouseLogins.random();
    return new PlatformAccess(
        PlatformPorts.free(), logins.owner().password(), logins.reader().password());
  }

  /** What the next start takes. */
  PlatformAccess chosen(AccessChoice choice) {
    PlatformAccess passwords = choice.newPasswords() ? fresh() : this;
    PlatformPorts kept = choice.newPorts() ? PlatformPorts.free() : ports;
    return new PlatformAccess(
        choice.given().orElse(kept), passwords.ownerPassword(), passwords.readerPassword());
  }

  ClickHouseLogins logins() {
    return ClickHouseLogins.of(ownerPassword, readerPassword);
  }

  @Override
  public String toString() {
    return "PlatformAccess[ports=" + ports + ", passwords=<redacted>]";
  }
}
