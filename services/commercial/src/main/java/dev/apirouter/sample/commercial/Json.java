package dev.apirouter.sample.commercial;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Instant;

/** How restJson1 writes values. */
final class Json {
  private Json() {}

  static JsonMapper mapper() {
    SimpleModule times = new SimpleModule();
    times.addSerializer(
        Instant.class,
        new JsonSerializer<>() {
          @Override
          public void serialize(Instant time, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeString(time.toString());
          }
        });
    return JsonMapper.builder().addModule(times).build();
  }
}
