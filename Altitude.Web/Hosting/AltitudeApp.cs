using Altitude.Data;
using Altitude.Web.Background;
using Altitude.Web.Components;
using Altitude.Web.Email;
using Altitude.Web.Features;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Altitude.Web.Stripe;
using Altitude.Web.StripeSandbox;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Web.Hosting;

/// <summary>Puts the web application together: what it is made of, and the way of a request through it.</summary>
public static class AltitudeApp
{
    /// <summary>The environment that switches demo mail, sandbox and demo sign-ins on.</summary>
    public const string Demo = "Demo";

    /// <summary>The pool of <see cref="WorkspaceDbFactory.Steady"/>.</summary>
    private const string Steady = "steady";

    private const int MostForPages = 50;
    private const int MostForActs = 30;

    /// <summary>What every verb needs: the doors to the data and the product's features, without a web server's pipeline.</summary>
    public static void AddCore(WebApplicationBuilder builder, Connections connections)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        services.AddSingleton(connections);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new MasterKey(connections.MasterKey));
        services.AddSingleton(_ => DataSource(connections.App, MostForPages));
        services.AddKeyedSingleton(Steady, (_, _) => DataSource(connections.App, MostForActs));
        services.AddSingleton(provider => new WorkspaceDbFactory(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<ICommitListener>(),
            provider.GetRequiredService<FollowUps>()
        )
        {
            Steady = provider.GetRequiredKeyedService<NpgsqlDataSource>(Steady),
        });
        services.AddSingleton<ChainVerification>();
        services.AddDbContextFactory<PlatformDb>((provider, options) => UsePlatform(options, provider));
        services.AddDbContext<PlatformDb>((provider, options) => UsePlatform(options, provider), optionsLifetime: ServiceLifetime.Singleton);
        services.AddSingleton<RateLimits>();
        services.AddDataProtection().SetApplicationName("Altitude").PersistKeysToDbContext<PlatformDb>();
        services.AddOptions<KeyManagementOptions>().Configure<MasterKey>((options, key) => options.XmlEncryptor = new MasterKeyXmlEncryptor(key));
        services.AddSingleton(
            new PublicAddress(
                configuration["Altitude:PublicUrl"],
                connections.Cluster is null ? null : Path.Combine(Connections.PrivateFolder(configuration), ".altitude", "address")
            )
        );
        services.AddLive(configuration);
        services.AddStripe(configuration, builder.Environment);
        services.AddFeatures(configuration, builder.Environment);
    }

    private static void UsePlatform(DbContextOptionsBuilder options, IServiceProvider provider) =>
        options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(WholeStatementsInterceptor.Instance);

    public static WebApplication Build(WebApplicationBuilder builder, Connections connections)
    {
        builder.WebHost.UseStaticWebAssets(); // A build that was not published finds its assets outside Development too.
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1_000_000;
        });
        // The framework's request log writes whole paths, and a setup link's path is its secret: no configuration may switch it on.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        AddCore(builder, connections);
        var services = builder.Services;
        services.AddEmail(builder.Configuration, builder.Environment);
        services.AddStripeSandbox(builder.Configuration, builder.Environment);
        services.AddBackgroundTasks(connections.RequireBackground());
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents(options =>
            {
                // Without sticky sessions a farewell may reach the wrong node, so circuits nobody comes back to are let go soon.
                options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromSeconds(30);
                options.DisconnectedCircuitMaxRetained = 500;
            });
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = Cookies.Named("altitude-forms", isHttps: false);
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.SuppressXFrameOptionsHeader = true; // SecurityHeaders writes it.
        });
        services
            .AddAuthentication(Schemes.ByPath)
            .AddPolicyScheme(Schemes.ByPath, null, options => options.ForwardDefaultSelector = context => Schemes.For(context.Request.Path))
            .AddScheme<AuthenticationSchemeOptions, PortalSchemeHandler>(Schemes.Portal, null)
            .AddScheme<AuthenticationSchemeOptions, OfficeSchemeHandler>(Schemes.Office, null)
            .AddScheme<AuthenticationSchemeOptions, BothSchemesHandler>(Schemes.Both, null)
            .AddScheme<AuthenticationSchemeOptions, NobodySchemeHandler>(Schemes.Nobody, null);
        services.AddSingleton<LastSeen>();
        services.AddHostedService(provider => provider.GetRequiredService<LastSeen>());
        services.AddAuthorization(Policies.Add);
        services.AddProblemDetails();
        services.AddTelemetry(builder.Configuration);
        services.AddSingleton<IHealthProbe, DatabaseProbe>();
        services.AddSingleton<IHealthProbe, SchemaProbe>();
        services.AddSingleton<IHealthProbe, FeedProbe>();

        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = "/error",
                CreateScopeForErrors = true,
                SuppressDiagnosticsCallback = Refusals.AreNoErrors,
                StatusCodeSelector = Refusals.StatusOf,
            }
        );
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseSeeOther();
        app.UseOwnOriginOnly();
        app.Use(
            (context, next) =>
            {
                Browser.Meet(context);
                return next(context);
            }
        );
        app.UseRouting();
        app.UseAuthentication();
        app.UseSignedInCircuits();
        app.UsePortalContext();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null)
            .Add(endpoint =>
            {
                OfficePagesNeedStaff(endpoint);
                PagesAnswerHead(endpoint);
            });
        app.MapLive();
        app.MapHealth();
        app.MapFeatures();
        app.MapStripe();
        app.MapBackgroundDashboard(Policies.Operate);
        app.WakePumpOnCommit();
        if (app.Environment.IsEnvironment(Demo))
        {
            app.MapDemoReset();
            app.MapDemoMail();
            app.MapStripeSandbox();
        }

        return app;
    }

    /// <summary>What a commit queued is done at once, not at the pump's next tick.</summary>
    private static void WakePumpOnCommit(this WebApplication app)
    {
        var signal = app.Services.GetRequiredService<OutboxSignal>();
        app.Services.GetRequiredService<LiveFeed>().CommittedHere += _ => signal.Wake();
    }

    /// <summary>
    /// Pooled, prepared connections of the app role. They are not reset between uses, which would cost every request a statement: settings are made for one
    /// transaction and a broken one is rolled back all the same, so nothing stays on a connection that the next user could see.
    /// </summary>
    /// <param name="most">Connections at the same time.</param>
    public static NpgsqlDataSource DataSource(string connection, int most = MostForPages)
    {
        var given = new NpgsqlConnectionStringBuilder(connection);
        return new NpgsqlDataSourceBuilder(
            new NpgsqlConnectionStringBuilder(connection)
            {
                Options = $"{ShortStatements} {given.Options}".TrimEnd(),
                NoResetOnClose = true,
                MaxAutoPrepare = 200,
                AutoPrepareMinUsages = 2,
                MaxPoolSize = most,
                ApplicationName = "altitude",
            }.ConnectionString
        ).Build();
    }

    /// <summary>
    /// A page reads a few rows by indexes. Compiling such a statement took 1.8 s of the 1.9 s that the board took in a company of 100,000 jobs, and starting a second
    /// process for it 15 ms; the price of a random page is that of a disk without moving parts, or a large table would be read from end to end.
    /// </summary>
    private const string ShortStatements = "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1";

    /// <summary>Link scanners and previews ask with HEAD: they get what GET would say, without a body.</summary>
    private static void PagesAnswerHead(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { } methods && methods.HttpMethods.Contains(HttpMethods.Get))
        {
            endpoint.Metadata.Add(new HttpMethodMetadata([.. methods.HttpMethods, HttpMethods.Head]));
        }
    }

    /// <summary>
    /// A page below /office is for staff unless it says that anyone may see it. Such a door asks nobody who they are, not even its folder's policy, or its form
    /// would be void once they have come in by another window.
    /// </summary>
    private static void OfficePagesNeedStaff(EndpointBuilder endpoint)
    {
        if (
            endpoint is not RouteEndpointBuilder { RoutePattern.RawText: { } route }
            || !(route.TrimStart('/') + "/").StartsWith("office/", StringComparison.Ordinal)
        )
        {
            return;
        }

        if (endpoint.Metadata.OfType<Microsoft.AspNetCore.Authorization.IAllowAnonymous>().Any())
        {
            foreach (var policy in endpoint.Metadata.OfType<Microsoft.AspNetCore.Authorization.IAuthorizeData>().ToArray())
            {
                endpoint.Metadata.Remove(policy);
            }
        }
        else
        {
            endpoint.Metadata.Add(new Microsoft.AspNetCore.Authorization.AuthorizeAttribute(Policies.Staff));
        }
    }
}
