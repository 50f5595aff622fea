using Platform.Worker.Kinds;

namespace Platform.Worker.Videos;

internal static class VideosExtensions
{
    /// <summary>Registers the handler of kind <c>captioned_video</c>. Its tools are those of captions.</summary>
    public static IServiceCollection AddVideos(this IServiceCollection services)
    {
        services.AddSingleton<VideoMaker>().AddSingleton<VideoTools>().AddSingleton<VideoCaptions>();
        return services.AddSingleton<IJobHandler, VideoHandler>();
    }
}
