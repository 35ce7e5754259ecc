using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>A panel of the job's page that acts by itself. What somebody types in it lives here, so that a page that is read again takes nothing from them.</summary>
public abstract class JobPart : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closed = new();

    protected JobPart() => Closed = _closed.Token;

    [Parameter, EditorRequired]
    public required Staff Staff { get; set; }

    [Parameter, EditorRequired]
    public required JobView Job { get; set; }

    /// <summary>Something was changed; whoever shows the panel reads the job again.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    protected CancellationToken Closed { get; }

    protected bool IsActing { get; private set; }

    /// <summary>Null: nothing was refused.</summary>
    protected string? Refusal { get; set; }

    protected bool MayPrice => Staff.Role.MayPrice();

    /// <returns>False: it was refused, for the reason in <see cref="Refusal"/>, or another act is still going on.</returns>
    protected async Task<bool> ActAsync(Func<Task> act)
    {
        if (IsActing)
        {
            return false;
        }

        (IsActing, Refusal) = (true, null);
        try
        {
            await act();
            await OnChanged.InvokeAsync();
            return true;
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            Refusal = refused.Message;
            return false;
        }
        finally
        {
            IsActing = false;
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_closed.IsCancellationRequested)
        {
            _closed.Cancel();
            _closed.Dispose();
        }
    }
}
