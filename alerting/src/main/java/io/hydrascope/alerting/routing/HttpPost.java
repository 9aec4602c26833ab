package io.hydrascope.alerting.routing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Posts JSON. Redirects are not followed: a signed body goes where the rules say. */
final class HttpPost {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int SHOWN = 200;

  /** The body is wrong, now and later. */
  private static final Set<Integer> FINAL = Set.of(400, 413, 415, 422);

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(TIMEOUT).version(HttpClient.Version.HTTP_1_1).build();

  void send(URI url, String body, Map<String, String> headers)
      throws DeliveryException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    headers.forEach(request::header);
    try {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      int status = answer.statusCode();
      if (status / 100 != 2) {
        throw new DeliveryException(
            "%s answered %d %s".formatted(url, status, shown(answer.body())),
            FINAL.contains(status));
      }
    } catch (IOException e) {
      throw new DeliveryException("%s: %s".formatted(url, e), false);
    }
  }

  private static String shown(String body) {
    String line = body.strip().replaceAll("\\s+", " ");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }
}
