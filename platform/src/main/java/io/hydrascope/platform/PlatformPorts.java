package io.hydrascope.platform;

/**
 * Where the servers listen on 127.0.0.1; 0 chooses a free port.
 *
 * @param health answers how the platform is
 */
public record PlatformPorts(int kafka, int clickHouse, int flink, int health) {
  /** Any free ones. */
  public static PlatformPorts free() {
    return new PlatformPorts(0, 0, 0, 0);
  }

  /** These, and the others where these are open. */
  PlatformPorts orElse(PlatformPorts others) {
    return new PlatformPorts(
        kafka == 0 ? others.kafka : kafka,
        clickHouse == 0 ? others.clickHouse : clickHouse,
        flink == 0 ? others.flink : flink,
        health == 0 ? others.health : health);
  }
}
