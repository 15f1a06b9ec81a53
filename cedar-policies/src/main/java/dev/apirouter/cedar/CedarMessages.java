package dev.apirouter.cedar;

import com.cedarpolicy.model.DetailedError;
import com.cedarpolicy.model.exception.InternalException;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Cedar's errors as one sentence, without what the reader is told anyway. */
public final class CedarMessages {
  private static final String JNI_PREFIX = "Internal JNI Error: ";

  /* Cedar's own naming of the policy, which stands at the beginning of our problems already. */
  private static final Pattern POLICY_PREFIX =
      Pattern.compile(
          "^(?:for policy `.*?`, |failed to parse policy with id `.*?` from string: )",
          Pattern.DOTALL);

  private CedarMessages() {}

  /** What a fault of cedar-java says. */
  public static String of(InternalException exception) {
    String message = String.valueOf(exception.getMessage());
    int prefix = message.indexOf(JNI_PREFIX);
    String text = prefix < 0 ? message : message.substring(prefix + JNI_PREFIX.length());
    return text.endsWith(": ") ? text.substring(0, text.length() - 2) : text;
  }

  /** What an error of Cedar says, with its label and help. */
  public static String of(DetailedError error) {
    StringBuilder text = new StringBuilder(withoutPolicy(error.message));
    error.sourceLocations.stream()
        .flatMap(location -> location.label.stream())
        .filter(label -> !label.isEmpty())
        .findFirst()
        .ifPresent(label -> text.append(": ").append(label));
    error
        .help
        .filter(help -> !help.isEmpty())
        .ifPresent(help -> text.append("; ").append(withoutPolicy(help)));
    return text.toString();
  }

  /** Where the error is, in UTF-8 bytes from the beginning of the policy. */
  public static OptionalInt offsetOf(DetailedError error) {
    return error.sourceLocations.stream().mapToInt(location -> location.start).findFirst();
  }

  private static String withoutPolicy(String message) {
    return POLICY_PREFIX.matcher(message).replaceFirst("");
  }
}
