using System.Security.Cryptography;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

/// <summary>Checks the script of <c>make model</c>, against a host on this machine.</summary>
public sealed class FetchModelTests : IAsyncLifetime
{
    private readonly TemporaryFolder _models = new();
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(200_000);
    private MediaServer _host = null!;

    public async Task InitializeAsync() => _host = await MediaServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _models.Dispose();
    }

    [Fact]
    public async Task A_pinned_model_is_downloaded_once()
    {
        var url = _host.AddBytes("/ggml-small.bin", _content);
        await PinAsync($"small sha256:{Convert.ToHexStringLower(SHA256.HashData(_content))} verified {url}");
        (await FetchAsync("small")).Code.ShouldBe(0);
        (await File.ReadAllBytesAsync(_models.File("ggml-small.bin"))).ShouldBe(_content);
        (await FetchAsync("small")).ShouldBe((0, $"fetch-model: {_models.File("ggml-small.bin")} is there already\n"));
        _host.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_hash_that_only_the_publisher_states_is_reported_as_such()
    {
        var url = _host.AddBytes("/ggml-old.bin", _content);
#pragma warning disable CA5350 // That is what the publisher prints.
        await PinAsync($"old sha1:{Convert.ToHexStringLower(SHA1.HashData(_content))} unverified {url}");
#pragma warning restore CA5350
        var (code, output) = await FetchAsync("old");
        code.ShouldBe(0, output);
        output.ShouldContain("nobody here has compared it before");
    }

    [Fact]
    public async Task A_download_with_another_hash_is_discarded()
    {
        var url = _host.AddBytes("/other.bin", _content);
        await PinAsync($"small sha256:{new string('0', 64)} verified {url}");
        var (code, output) = await FetchAsync("small");
        code.ShouldBe(1);
        output.ShouldContain("its hash differs");
        Directory.EnumerateFiles(_models.Path, "ggml-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_custom_model_is_downloaded_by_address_and_hash()
    {
        var url = _host.AddBytes("/mine", _content);
        await PinAsync("");
        (await FetchAsync("mine", url.ToString(), Convert.ToHexString(SHA256.HashData(_content)))).Code.ShouldBe(0);
        (await File.ReadAllBytesAsync(_models.File("ggml-mine.bin"))).ShouldBe(_content);
        (await FetchAsync("mine", url.ToString(), "")).Output.ShouldContain("SHA256");
        (await FetchAsync("mine", "file:///etc/passwd", new string('0', 64))).Output.ShouldContain("no http or https address");
    }

    [Fact]
    public async Task An_interrupted_download_resumes_on_the_next_call()
    {
        var url = _host.AddBytes("/ggml-small.bin", _content);
        await PinAsync($"small sha256:{Convert.ToHexStringLower(SHA256.HashData(_content))} verified {url}");
        await File.WriteAllBytesAsync(_models.File("ggml-small.bin.part"), _content[..100_000]);
        var (code, output) = await FetchAsync("small");
        code.ShouldBe(0, output);
        (await File.ReadAllBytesAsync(_models.File("ggml-small.bin"))).ShouldBe(_content);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("../up")]
    public async Task An_unknown_model_is_one_line_of_error(string name)
    {
        await PinAsync("small sha256:00 verified http://127.0.0.1:1/");
        var (code, output) = await FetchAsync(name);
        code.ShouldBe(1);
        output.TrimEnd('\n').Split('\n').ShouldHaveSingleItem().ShouldStartWith("fetch-model: ");
    }

    [Fact]
    public void The_shipped_pins_are_readable()
    {
        var pins = File.ReadAllLines(RepositoryRoot.Combine("models", "pins")).Where(line => !line.StartsWith('#')).Select(line => line.Split(' ')).ToArray();
        pins.Select(pin => pin[0]).ShouldBeUnique();
        pins.ShouldContain(pin => pin[0] == "small");
        pins.ShouldContain(pin => pin[0] == "medium");
        pins.ShouldContain(pin => pin[0] == "large-v3-turbo");
        foreach (var pin in pins)
        {
            pin.Length.ShouldBe(4);
            pin[1].ShouldMatch("^(sha256:[0-9a-f]{64}|sha1:[0-9a-f]{40})$");
            pin[2].ShouldBeOneOf("verified", "unverified");
            new Uri(pin[3]).Scheme.ShouldBe("https");
        }
    }

    private Task PinAsync(string line) => File.WriteAllTextAsync(_models.File("pins"), line + "\n");

    private Task<(int Code, string Output)> FetchAsync(params string[] arguments) =>
        Sounds.RunAsync("env", [$"MODELS={_models.Path}", RepositoryRoot.Combine("eng", "fetch-model"), .. arguments]);
}
