package io.hydrascope.platform.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatcherTest {
  private static final Finding WELL = Finding.ok("disk", "900 MB free");
  private static final Finding FULL = Finding.problem("disk", "full: 0 MB free", "free 512 MB");

  private final TestingTime time = new TestingTime(Duration.ofDays(1));
  private final List<String> told = new ArrayList<>();
  private final Watcher watcher = new Watcher(time, told::add);
  private Finding now = WELL;

  @Test
  void look_problemThatLasts_isToldOnceAndItsEndToo() {
    watcher.addAtHand("disk", () -> List.of(now));
    now = FULL;
    for (int look = 0; look < 10; look++) {
      watcher.lookOnce();
      time.pass(Duration.ofSeconds(2));
    }
    now = WELL;
    watcher.lookOnce();
    assertThat(told)
        .containsExactly(
            "PROBLEM  disk: full: 0 MB free; free 512 MB", "OK again disk: 900 MB free");
  }

  @Test
  void look_problemThatIsOverAtOnce_isNotTold() {
    watcher.addAtHand("disk", () -> List.of(now));
    now = FULL;
    watcher.lookOnce();
    now = WELL;
    watcher.lookOnce();
    assertThat(told).isEmpty();
  }

  @Test
  void health_checkIsSilent_isAProblemItself() {
    watcher.addAtHand("kafka", () -> List.of(now));
    watcher.lookOnce();
    assertThat(watcher.health().isOk()).isTrue();
    time.pass(Duration.ofSeconds(61));
    assertThat(watcher.health().findings())
        .extracting(Finding::oneLine)
        .containsExactly(
            "kafka: nothing is known since 61 s; end the platform and start it again on the same --data");
  }

  @Test
  void ask_serverOfAWatcher_givesItsFindingsWellOrNot() throws IOException {
    watcher.addAtHand("disk", () -> List.of(now));
    watcher.lookOnce();
    try (HealthServer server = HealthServer.start(0, watcher::health)) {
      assertThat(Health.ask(server.url())).containsExactly(WELL);
      now = FULL;
      watcher.lookOnce();
      assertThat(Health.ask(server.url())).containsExactly(FULL);
    }
  }

  @Test
  void ask_nobodyAnswers_isAProblem() {
    assertThat(Health.ask(URI.create("http://127.0.0.1:1/health")))
        .singleElement()
        .satisfies(finding -> assertThat(finding.isProblem()).isTrue());
  }
}
