package io.hydrascope.agent.serve;

import io.hydrascope.agent.serve.PendingPrompt.Answer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What was asked under which key, the latest 10,000: a client that asks again gets the same answer,
 * and the same one while it is still being worked on. Of a body its hash is kept, so that memory
 * does not depend on what is asked. Thread-safe.
 */
final class KeyedAnswers {
  private static final int MOST = 10_000;

  private final Map<String, Kept> byKey = new LinkedHashMap<>();

  /**
   * @param bodySha256 of the body as it was sent
   */
  record Kept(String bodySha256, CompletableFuture<Answer> answer) {
    boolean isOf(String body) {
      return bodySha256.equals(sha256(body));
    }
  }

  /**
   * What is known of the key, or what is taken now; empty where nothing can be taken.
   *
   * @param take takes the prompt
   */
  synchronized Optional<Kept> find(
      String key, String body, Supplier<Optional<PendingPrompt>> take) {
    Kept known = byKey.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Kept> taken = take.get().map(asked -> new Kept(sha256(body), asked.answer()));
    taken.ifPresent(kept -> keep(key, kept));
    return taken;
  }

  /** Those that wait for an answer are few and stay. */
  private void keep(String key, Kept kept) {
    byKey.put(key, kept);
    Iterator<Kept> oldest = byKey.values().iterator();
    while (byKey.size() > MOST && oldest.hasNext()) {
      if (oldest.next().answer().isDone()) {
        oldest.remove();
      }
    }
  }

  /**
   * A key that got no capture may be used again.
   *
   * @param failed what it got; what the key stands for since then is kept
   */
  synchronized void forget(String key, Kept failed) {
    byKey.remove(key, failed);
  }

  private static String sha256(String body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
