using System.Diagnostics;
using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Documents;

[Collection(PlainPlatformCollection.Name)]
public sealed partial class ReadmeTests(PlainPlatformFixture platform)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_commands_of_the_readme_produce_captions_as_written()
    {
        var blocks = WalkThrough().Matches(await File.ReadAllTextAsync(RepositoryRoot.Combine("README.md")));
        blocks.Count.ShouldBeGreaterThan(0);

        var (code, output, errors) = await RunAsync(string.Join('\n', blocks.Select(block => block.Groups["script"].Value)));

        code.ShouldBe(0, $"{output}\n{errors}");
        output.ShouldStartWith("WEBVTT", Case.Sensitive, errors);
        output.ShouldContain(" --> ");
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(string script)
    {
        using var limit = new CancellationTokenSource(s_longest);
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-eu", "-s"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["API"] = platform.Api.GetLeftPart(UriPartial.Authority) },
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(script.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex(@"^```sh walk-through\n(?<script>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WalkThrough();
}
