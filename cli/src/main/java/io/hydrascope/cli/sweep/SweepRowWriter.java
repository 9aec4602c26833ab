package io.hydrascope.cli.sweep;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

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
      write(effects, row);
    }
  }

  private void write(EffectBatch effects, int row) throws IOException {
    json.writeStartObject();
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
    json.writeEndObject();
  }

  @Override
  public void close() throws IOException {
    json.writeRaw('\n');
    json.close();
  }
}
