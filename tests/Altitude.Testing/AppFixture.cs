using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Testing;

/// <summary>A workspace database of a test class with the whole application running on it: real HTTP, the database's clock, captured mail.</summary>
public class AppFixture(MigratedCluster server) : WorkspaceFixture(server)
{
    private RunningApp? _app;

    public RunningApp Running => _app ?? throw new InvalidOperationException("The fixture was not initialised.");
    public Uri Url => Running.Url;

    /// <summary>A service of the running application.</summary>
    public T Service<T>()
        where T : notnull => Running.Services.GetRequiredService<T>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _app = await RunningApp.StartAsync(Database.Connections, Cluster.MasterKey, Settings);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual IReadOnlyDictionary<string, string?>? Settings => null;

    public WebVisitor Visit() => new(Url);

    /// <summary>A browser that is signed in to the portal as somebody of the cast.</summary>
    public WebVisitor VisitAs(SignedIn who)
    {
        var visitor = Visit();
        visitor.Cookies.Add(Url, new System.Net.Cookie("altitude-portal", $"{Guid.NewGuid():N}.{who.Browser}"));
        return visitor;
    }

    /// <summary>A browser that is signed in to the office of <paramref name="company"/> as one of its staff.</summary>
    public WebVisitor VisitAs(Altitude.Domain.Activity.Staff staff, Company company)
    {
        var visitor = Visit();
        visitor.Cookies.Add(Url, new System.Net.Cookie("altitude-office", company.CookieOf(staff)));
        return visitor;
    }
}
