using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;

namespace Platform.Unit.Frontend.Finishing;

/// <summary>A page's files in a folder of a test.</summary>
internal sealed class FakeWebRoot(string path) : IWebHostEnvironment
{
    public string WebRootPath { get; set; } = path;

    public IFileProvider WebRootFileProvider { get; set; } = new PhysicalFileProvider(path);

    public string ApplicationName { get; set; } = "Frontend";

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

    public string ContentRootPath { get; set; } = path;

    public string EnvironmentName { get; set; } = "Production";
}
