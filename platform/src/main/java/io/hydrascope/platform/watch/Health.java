package io.hydrascope.platform.watch;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.schemas.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * How a platform is, in its watcher's words. {@code GET /health} answers it as JSON.
 *
 * @param status {@code ok} or {@code problem}
 * @param at when it was found
 */
public record Health(String status, String at, List<Finding> findings) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int TIMEOUT_MILLIS = 10_000;

  public Health {
    findings = List.copyOf(findings);
  }

  static Health of(List<Finding> findings, String at) {
    Finding.State worst =
        findings.stream().anyMatch(Finding::isProblem) ? Finding.State.PROBLEM : Finding.State.OK;
    return new Health(worst.name().toLowerCase(Locale.ROOT), at, findings);
  }

  @JsonIgnore
  public boolean isOk() {
    return findings.stream().noneMatch(Finding::isProblem);
  }

  /**
   * Asks a running platform; one that does not answer is a finding of its own.
   *
   * @param url of its {@code /health}
   */
  public static List<Finding> ask(URI url) {
    try {
      HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      boolean isOk = connection.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST;
      try (InputStream body = isOk ? connection.getInputStream() : connection.getErrorStream()) {
        return JSON.readValue(body, Health.class).findings();
      }
    } catch (IOException e) {
      return List.of(
          Finding.problem(
              "watcher",
              "%s does not answer (%s)".formatted(url, OneLine.of(e)),
              "end the platform and start it again on the same --data"));
    }
  }
}
