package io.hydrascope.embedded;

/** A ClickHouse user; {@code toString} keeps the password to itself. */
public record Login(String user, String password) {
  @Override
  public String toString() {
    return "Login[user=" + user + ", password=<redacted>]";
  }
}
