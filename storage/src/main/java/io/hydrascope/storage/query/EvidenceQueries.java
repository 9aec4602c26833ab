package io.hydrascope.storage.query;

/** The query that an alert carries, so that a person sees the rows behind it. */
public final class EvidenceQueries {
  private EvidenceQueries() {}

  /** The rows that a finding about two revisions is made of, prompt by prompt. */
  public static String shift(RevisionPairSelection of) {
    return "SELECT prompt_id, position, revision, target_token, self_repair, direct_effect, total_effect, logprob_drop FROM effects WHERE "
        + of.condition()
        + " ORDER BY prompt_id, position, revision";
  }
}
