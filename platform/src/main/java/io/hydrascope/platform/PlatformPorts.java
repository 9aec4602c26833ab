package io.hydrascope.platform;

/** Where the servers listen on 127.0.0.1; 0 chooses a free port. */
public record PlatformPorts(int kafka, int clickHouse, int flink) {
  /** Any free ones. */
  public static PlatformPorts free() {
    return new PlatformPorts(0, 0, 0);
  }
}
