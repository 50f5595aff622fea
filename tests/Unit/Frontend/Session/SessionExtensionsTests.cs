using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Frontend.Session;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Session;

public sealed class SessionExtensionsTests
{
    [Fact]
    public async Task Keys_of_cookies_are_stored_in_the_configured_folder()
    {
        using var folder = new TemporaryFolder();
        var keys = folder.File("keys");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Sessions:KeysFolder", keys)]);
        builder.AddSessions();
        await using var services = builder.Services.BuildServiceProvider();

        services.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie").Protect("a session").ShouldNotBeNullOrEmpty();

        Directory.GetFiles(keys, "key-*.xml").Length.ShouldBe(1);
    }
}
