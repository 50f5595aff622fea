using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting;

/// <summary>Adds containers. This host runs the programs of the images that it knows as native processes.</summary>
public static class ContainerResourceBuilderExtensions
{
    /// <summary>Adds a container of an image's tag <c>latest</c>.</summary>
    public static IResourceBuilder<ContainerResource> AddContainer(this IDistributedApplicationBuilder builder, string name, string image)
        => builder.AddContainer(name, image, "latest");

    /// <summary>Adds a container.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="image">The image, such as <c>prom/prometheus</c>.</param>
    /// <param name="tag">Its tag; this host runs the version that is installed.</param>
    public static IResourceBuilder<ContainerResource> AddContainer(this IDistributedApplicationBuilder builder, string name, string image, string tag)
    {
        var container = new ContainerResource(name);
        return builder.AddResource(container)
            .WithAnnotation(new ContainerImageAnnotation { Image = image, Tag = tag })
            .WithAnnotation(new NativeServerAnnotation((context, cancellationToken) => NativeContainer.CreateAsync(container, context, cancellationToken)));
    }

    /// <summary>Sets the registry that the image comes from.</summary>
    public static IResourceBuilder<T> WithImageRegistry<T>(this IResourceBuilder<T> builder, string? registry)
        where T : ContainerResource
    {
        if (!builder.Resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image))
        {
            throw new InvalidOperationException($"The resource '{builder.Resource.Name}' does not have a container image specified.");
        }

        image.Registry = registry;
        return builder;
    }

    /// <summary>Shows a file or folder of the host in the container.</summary>
    /// <param name="builder">The container.</param>
    /// <param name="source">The file or folder; one that is relative is taken from the AppHost's folder.</param>
    /// <param name="target">Where it is in the container.</param>
    /// <param name="isReadOnly">Whether it cannot be written.</param>
    public static IResourceBuilder<T> WithBindMount<T>(this IResourceBuilder<T> builder, string source, string target, bool isReadOnly = false)
        where T : ContainerResource
        => builder.WithAnnotation(new ContainerMountAnnotation(Path.GetFullPath(source, builder.ApplicationBuilder.AppHostDirectory), target, ContainerMountType.BindMount, isReadOnly));

    /// <summary>Keeps a folder of the container.</summary>
    /// <param name="builder">The container.</param>
    /// <param name="name">The volume's name; null for a nameless one.</param>
    /// <param name="target">The folder in the container.</param>
    /// <param name="isReadOnly">Whether it cannot be written.</param>
    public static IResourceBuilder<T> WithVolume<T>(this IResourceBuilder<T> builder, string? name, string target, bool isReadOnly = false)
        where T : ContainerResource
        => builder.WithAnnotation(new ContainerMountAnnotation(name, target, ContainerMountType.Volume, isReadOnly));

    /// <summary>Adds arguments of the container's runtime; this host knows <c>--workdir</c>.</summary>
    public static IResourceBuilder<T> WithContainerRuntimeArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : ContainerResource
        => builder.WithAnnotation(new ContainerRuntimeArgsCallbackAnnotation(all =>
        {
            foreach (var arg in args)
            {
                all.Add(arg);
            }
        }));
}
