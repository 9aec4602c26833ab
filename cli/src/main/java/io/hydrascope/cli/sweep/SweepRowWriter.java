package io.hydrascope.cli.sweep;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.hydrascope.analysis.Responses;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Rows of a sweep as JSON lines, one object an effect, numbers with all their digits. */
final class SweepRowWriter implements Closeable {
  private final JsonGenerator json;

  /** The stream is closed with the writer. */
  SweepRowWriter(OutputStream out) throws IOException {
    json = new JsonFactory().createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
  }

  void write(EffectBatch effects) throws IOException {
    for (int row = 0; row < effects.count(); row++) {
      json.writeStartObject();
      writeNumbers(effects, row);
      json.writeEndObject();
    }
  }

  /**
   * @param responses of the batch whose only capture the effects are of
   */
  void write(EffectBatch effects, Responses responses) throws IOException {
    for (int row = 0; row < effects.count(); row++) {
      json.writeStartObject();
      writeNumbers(effects, row);
      json.writeObjectFieldStart("responses");
      for (Map.Entry<Component, Double> response :
          responses.of(0, effects.component(row), effects.position()[row]).entrySet()) {
        json.writeNumberField(response.getKey().text(), response.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private void writeNumbers(EffectBatch effects, int row) throws IOException {
    json.writeStringField("prompt_id", effects.capture().promptId());
    json.writeNumberField("position", effects.position()[row]);
    json.writeStringField("component", effects.component(row).text());
    json.writeNumberField("target_token", effects.targetToken()[row]);
    json.writeNumberField("intact_logit", effects.intactLogit()[row]);
    json.writeNumberField("ablated_logit", effects.ablatedLogit()[row]);
    for (Measure measure : Measure.ALL) {
      json.writeNumberField(measure.column(), effects.measure(row, measure));
    }
    json.writeBooleanField("top1_flip", effects.top1Flip()[row]);
  }

  @Override
  public void close() throws IOException {
    json.writeRaw('\n');
    json.close();
  }
}
