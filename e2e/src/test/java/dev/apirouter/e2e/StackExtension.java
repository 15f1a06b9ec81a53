package dev.apirouter.e2e;

import dev.apirouter.localstack.LocalStack;
import dev.apirouter.localstack.LocalStackConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link Router} of this run, on free ports and with a copy of the model's
 * policies; it is started by the first test that asks for it and ended after the last.
 */
final class StackExtension implements ParameterResolver {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(StackExtension.class);

  /** Closed by JUnit when all tests are done. */
  private record Shared(Router router) implements AutoCloseable {
    @Override
    public void close() {
      router.stack().close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Router.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Shared.class, _ -> new Shared(start()), Shared.class)
        .router();
  }

  private static Router start() {
    Path policies = ROOT.resolve(".run/e2e-policies");
    copyPolicies(ROOT.resolve("model/policies"), policies);
    LocalStackConfig config =
        LocalStackConfig.builder(ROOT, "e2e")
            .policies(policies)
            .authzServerYaml("jwks: {unknown-kid-interval: 100ms}\n")
            .build();
    try {
      return new Router(LocalStack.start(config), policies);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the stack started", e);
    }
  }

  private static void copyPolicies(Path from, Path to) {
    try {
      Files.createDirectories(to);
      for (Path old : list(to)) {
        Files.delete(old);
      }
      for (Path policy : list(from)) {
        Files.copy(policy, to.resolve(policy.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the policies cannot be copied", e);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
