using Altitude.Data.Postgres;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Testing;

/// <summary>The whole application inside the test process, on a port of its own: real HTTP, real PostgreSQL.</summary>
public sealed class RunningApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private RunningApp(WebApplication app, Uri url, string folder) => (_app, Url, _folder) = (app, url, folder);

    public Uri Url { get; }
    public IServiceProvider Services => _app.Services;

    /// <param name="settings">Configuration beyond the connections, as in appsettings ("Smtp:Host").</param>
    /// <param name="amend">Changes what the application is made of, once all of it is registered.</param>
    public static async Task<RunningApp> StartAsync(
        DatabaseConnections database,
        string masterKey,
        IReadOnlyDictionary<string, string?>? settings = null,
        string environment = AltitudeApp.Demo,
        Action<IServiceCollection>? amend = null,
        CancellationToken cancellationToken = default
    )
    {
        var folder = Directory.CreateTempSubdirectory("altitude-app-").FullName;
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                EnvironmentName = environment,
                ApplicationName = "Altitude.Web",
                ContentRootPath = Path.Combine(Repository.Root, "Altitude.Web"),
            }
        );
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
            {
                ["urls"] = "http://127.0.0.1:0",
                ["Altitude:DataFolder"] = folder,
                ["Logging:LogLevel:Default"] = "Warning",
                ["Live:CatchUpSeconds"] = settings?.GetValueOrDefault("Live:CatchUpSeconds") ?? "1",
            }
        );
        if (amend is not null)
        {
            builder.Host.UseServiceProviderFactory(new AmendingFactory(amend));
        }

        var app = AltitudeApp.Build(builder, new Connections(database.App, database.Owner, database.Background, masterKey, Cluster: null));
        await app.StartAsync(cancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(); // Kestrel has started.
        app.Services.GetRequiredService<PublicAddress>().Listens(address);
        return new RunningApp(app, new Uri(address), folder);
    }

    /// <summary>A browser without scripts: keeps cookies, follows nothing by itself.</summary>
    public WebVisitor Visit() => new(Url);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Lets a test have the last word on what the application is made of.</summary>
internal sealed class AmendingFactory(Action<IServiceCollection> amend) : IServiceProviderFactory<IServiceCollection>
{
    public IServiceCollection CreateBuilder(IServiceCollection services) => services;

    public IServiceProvider CreateServiceProvider(IServiceCollection containerBuilder)
    {
        amend(containerBuilder);
        return containerBuilder.BuildServiceProvider();
    }
}

/// <summary>Where the repository is.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Altitude.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
