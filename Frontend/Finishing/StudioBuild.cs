namespace Platform.Frontend.Finishing;

/// <summary>Determines whether the studio was compiled with the page: where nodejs is missing, the page is built without it.</summary>
internal sealed class StudioBuild(IWebHostEnvironment environment)
{
    /// <summary>The URL of the studio's module.</summary>
    public const string Module = "/studio/attach.js";

    /// <summary>Gets whether there is a studio.</summary>
    public bool Exists => environment.WebRootFileProvider.GetFileInfo(Module).Exists;
}
