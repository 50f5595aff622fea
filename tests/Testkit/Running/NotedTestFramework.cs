using System.Reflection;
using Platform.Testkit.Files;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Platform.Testkit.Running;

/// <summary>xunit as it is, except that failures are reported with their <see cref="FailureNotes"/>. An assembly chooses it with <c>TestFramework</c>.</summary>
public sealed class NotedTestFramework(IMessageSink messageSink) : XunitTestFramework(messageSink)
{
    // Set by eng/run-tests, which keeps the folder where something failed.
    private static string Results => Environment.GetEnvironmentVariable("TEST_RESULTS") is { Length: > 0 } folder
        ? folder
        : RepositoryRoot.Combine(".local", "test-results", "pictures");

    /// <inheritdoc />
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) => new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assemblyName, ISourceInformationProvider sourceInformationProvider, IMessageSink diagnosticMessageSink)
        : XunitTestFrameworkExecutor(assemblyName, sourceInformationProvider, diagnosticMessageSink)
    {
        protected override void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
            base.RunTestCases(testCases, new NotedFailures(executionMessageSink, FailureNotes.Shared, Results), executionOptions);
    }
}
