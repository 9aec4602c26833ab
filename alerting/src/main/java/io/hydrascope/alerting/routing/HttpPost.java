package io.hydrascope.alerting.routing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts JSON. Redirects are not followed: a signed body goes where the rules say. The whole
 * exchange has one deadline, from connecting to the answer's last byte.
 */
final class HttpPost {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int SHOWN = 200;

  /** The body is wrong, now and later. */
  private static final Set<Integer> FINAL = Set.of(400, 413, 415, 422);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Duration deadline;

  HttpPost() {
    this(DEADLINE);
  }

  HttpPost(Duration deadline) {
    this.deadline = deadline;
  }

  void send(URI url, String body, Map<String, String> headers)
      throws DeliveryException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    headers.forEach(request::header);
    HttpResponse<String> answer = exchange(url, request.build());
    int status = answer.statusCode();
    if (status / 100 != 2) {
      throw new DeliveryException(
          "%s answered %d %s".formatted(url, status, shown(answer.body())), FINAL.contains(status));
    }
  }

  private HttpResponse<String> exchange(URI url, HttpRequest request)
      throws DeliveryException, InterruptedException {
    CompletableFuture<HttpResponse<String>> exchange =
        client.sendAsync(request, head -> new ShortAnswer());
    try {
      return exchange.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new DeliveryException(
          "%s did not answer in full within %d ms".formatted(url, deadline.toMillis()), false);
    } catch (ExecutionException e) {
      throw new DeliveryException("%s: %s".formatted(url, e.getCause()), false);
    } finally {
      boolean unused = exchange.cancel(true); // ends the connection of one that is not done
    }
  }

  private static String shown(String body) {
    String line = body.strip().replaceAll("\\s+", " ");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }
}
