using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Secrets;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Secrets;

public sealed class SecretFileExtensionsTests
{
    [Fact]
    public void A_file_is_the_setting_of_its_name_and_overrides_other_sources()
    {
        using var folder = new TemporaryFolder();
        var secrets = Directory.CreateDirectory(folder.File("secrets")).FullName;
        File.WriteAllText(Path.Combine(secrets, "ConnectionStrings__platform"), "Host=postgres;Password=a b\n");
        File.WriteAllText(Path.Combine(secrets, "Internal__Key"), "of the file");
        var builder = BuilderWith(("Secrets:Folder", secrets), ("Internal:Key", "of a variable"));

        builder.AddSecretFiles();

        builder.Configuration.GetConnectionString("platform").ShouldBe("Host=postgres;Password=a b");
        builder.Configuration["Internal:Key"].ShouldBe("of the file");
    }

    [Fact]
    public void A_missing_folder_is_an_error() =>
        Should.Throw<DirectoryNotFoundException>(() => BuilderWith(("Secrets:Folder", "/nowhere")).AddSecretFiles());

    [Fact]
    public void Without_the_setting_no_folder_is_read()
    {
        var builder = BuilderWith();
        var sources = builder.Configuration.Sources.Count;

        builder.AddSecretFiles();

        builder.Configuration.Sources.Count.ShouldBe(sources);
    }

    private static HostApplicationBuilder BuilderWith(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        return builder;
    }
}
