using System.Security.Cryptography;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Platform.Worker.Recognition;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Recognition;

public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_shipped_model_is_complete_and_matches_its_pin() =>
        (await ModelFile.CheckAsync(RepositoryRoot.Combine("models", "ggml-base-q8_0.bin"), default)).ShouldBe(new ModelReport(null, IsMultilingual: true));

    [Fact]
    public async Task A_custom_model_is_accepted_when_it_is_complete()
    {
        var model = SyntheticModel.Write(_folder.File("mine.bin"), "en", [" a"]);
        (await ModelFile.CheckAsync(model, default)).Problem.ShouldBeNull();
        await File.WriteAllTextAsync(_folder.File("SHA256SUMS"), $"{Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(model)))}  mine.bin\n{new string('0', 64)}  other.bin\n");
        (await ModelFile.CheckAsync(model, default)).Problem.ShouldBeNull();
        await File.WriteAllTextAsync(_folder.File("SHA256SUMS"), $"{new string('0', 64)} *mine.bin\n");
        (await ModelFile.CheckAsync(model, default)).Problem!.ShouldContain("SHA-256");
    }

    [Fact]
    public async Task A_truncated_model_is_reported()
    {
        var whole = await File.ReadAllBytesAsync(SyntheticModel.Write(_folder.File("whole.bin"), "en", [" a"]));
        var cut = _folder.File("cut.bin");
        foreach (var length in (int[])[0, 3, 4, 47, 48, 1_000, 70_000, 700_000, whole.Length / 2, whole.Length - 1_000, whole.Length - 1])
        {
            await File.WriteAllBytesAsync(cut, whole[..length]);
            (await ModelFile.CheckAsync(cut, default)).Problem.ShouldNotBeNull($"{length} of {whole.Length} bytes");
        }
    }

    [Fact]
    public async Task A_model_without_tensors_is_reported() =>
        (await ModelFile.CheckAsync(SyntheticModel.WriteHollow(_folder.File("hollow.bin")), default)).Problem!.ShouldContain("no tensors");

    [Fact]
    public async Task A_file_that_is_not_a_model_is_reported()
    {
        var file = _folder.File("other.bin");
        (await ModelFile.CheckAsync(file, default)).Problem.ShouldBe("it is missing");
        await File.WriteAllBytesAsync(file, RandomNumberGenerator.GetBytes(10_000));
        (await ModelFile.CheckAsync(file, default)).Problem.ShouldBe("it is no ggml file of Whisper");
    }
}
