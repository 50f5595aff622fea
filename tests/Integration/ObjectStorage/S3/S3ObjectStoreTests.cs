using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using Xunit;

namespace Platform.Integration.ObjectStorage.S3;

/// <summary>Against s3rver, a real server of the S3 protocol from npm.</summary>
public sealed class S3ObjectStoreTests(S3Server server) : ObjectStoreContract, IClassFixture<S3Server>
{
    protected override Task<IReadOnlyDictionary<string, string>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Storage:Provider"] = "s3",
            ["Storage:S3:Endpoint"] = server.Address,
            ["Storage:S3:PathStyle"] = "true",
            ["Storage:S3:AccessKey"] = "S3RVER",
            ["Storage:S3:SecretKey"] = "S3RVER",
            ["Storage:S3:PartBytes"] = $"{5 << 20}",
        });
}

public sealed partial class S3Server : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private System.Diagnostics.Process? _process;

    public string Address { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder.File("package.json"), """{"private":true,"dependencies":{"s3rver":"3.7.1"}}""");
        var (code, log) = await Worker.Sounds.RunAsync("npm", ["install", "--no-audit", "--no-fund", "--silent"], _folder.Path);
        Assert.True(code == 0, log);
        var start = new System.Diagnostics.ProcessStartInfo(
            "node", ["node_modules/.bin/s3rver", "-d", _folder.File("data"), "-a", "127.0.0.1", "-p", "0", "--configure-bucket", "platform", "--silent"])
        {
            UseShellExecute = false,
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
        };
        _process = System.Diagnostics.Process.Start(start)!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                Address = $"http://{match.Groups["address"].Value}";
                break;
            }
        }

        _ = _process.StandardOutput.ReadToEndAsync();
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Dispose();
    }

    [GeneratedRegex(@"listening on (?<address>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}
