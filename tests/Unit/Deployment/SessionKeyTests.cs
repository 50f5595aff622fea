using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Deployment;

/// <summary>The key that the scripts of deployments make is one that ASP.NET Core takes: every replica of the page reads what another protected.</summary>
public sealed class SessionKeyTests
{
    [Fact]
    public async Task Replicas_with_the_key_of_a_deployment_read_each_others_cookies_and_make_no_key_of_their_own()
    {
        using var folder = new TemporaryFolder();
        await Script.RunAsync("deploy/compose/make-secrets", folder.File("secrets"));
        var keys = Directory.CreateDirectory(folder.File("keys")).FullName;
        File.Copy(Path.Combine(folder.File("secrets"), "session-key.xml"), Path.Combine(keys, "session-key.xml"));
        await using var one = Replica(keys);
        await using var other = Replica(keys);

        var cookie = one.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie").Protect("a session");

        other.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie").Unprotect(cookie).ShouldBe("a session");
        Directory.GetFiles(keys).Length.ShouldBe(1);
    }

    private static ServiceProvider Replica(string keys)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("platform-frontend").PersistKeysToFileSystem(new DirectoryInfo(keys));
        return services.BuildServiceProvider();
    }
}
