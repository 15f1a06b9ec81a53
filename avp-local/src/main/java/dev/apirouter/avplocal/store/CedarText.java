package dev.apirouter.avplocal.store;

import com.cedarpolicy.model.DetailedError;
import com.cedarpolicy.model.exception.InternalException;
import java.util.Collection;
import java.util.stream.Collectors;

/** Cedar's errors in one line. */
final class CedarText {
  private static final String JNI_PREFIX = "Internal JNI Error: ";

  private CedarText() {}

  static String of(InternalException exception) {
    String message = String.valueOf(exception.getMessage());
    int prefix = message.indexOf(JNI_PREFIX);
    String text = prefix < 0 ? message : message.substring(prefix + JNI_PREFIX.length());
    return text.endsWith(": ") ? text.substring(0, text.length() - 2) : text;
  }

  static String of(DetailedError error) {
    return error.message
        + error.sourceLocations.stream()
            .flatMap(location -> location.label.stream())
            .filter(label -> !label.isEmpty())
            .findFirst()
            .map(label -> ": " + label)
            .orElse("")
        + error.help.filter(help -> !help.isEmpty()).map(help -> "; " + help).orElse("");
  }

  static String of(Collection<DetailedError> errors) {
    return errors.stream().map(CedarText::of).sorted().collect(Collectors.joining(", "));
  }
}
