package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.ResponseSums;
import io.hydrascope.jobs.streams.CaptureResponses;
import io.hydrascope.schemas.rows.MetricsKey;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Gives each ablation of a capture to its row of the response matrix. */
final class SplitResponses implements FlatMapFunction<CaptureResponses, KeyedResponses> {
  private static final long serialVersionUID = 1L;

  @Override
  public void flatMap(CaptureResponses capture, Collector<KeyedResponses> out) {
    CaptureSums.MetricsPlan plan = CaptureSums.MetricsPlan.of(capture.plan());
    for (ResponseSums sums : capture.ablations()) {
      MetricsKey key =
          CaptureSums.key(
              capture.source().model(),
              capture.source().revision(),
              plan,
              sums.ablated(),
              CaptureSums.ALL);
      out.collect(new KeyedResponses(KeyedPromptSums.text(key), key, sums));
    }
  }
}
