using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Files;
using Altitude.Domain.Workspaces;
using Altitude.Web.Files;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>Somebody of the company says what customers see of them. What is being typed stays while others change things.</summary>
public sealed partial class OwnDetailsPanel
{
    private Staff? _staff;
    private OwnDetails? _own;
    private RuleViolation? _refused;
    private string _name = "";
    private string _phone = "";
    private string _saved = "";
    private bool _isActing;
    private int _choosing;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required OwnDetailsQuery Own { get; init; }

    [Inject]
    public required DescribeSelf Describe { get; init; }

    [Inject]
    public required ShowOwnPhoto Show { get; init; }

    [Inject]
    public required RemoveOwnPhoto Remove { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private string Initials => StaffMember.InitialsOf(_own?.Name ?? "");

    protected override bool Concerns(FeedEntry entry) => entry.Kind == "staff.changed" && entry.Subject == _staff?.StaffId.Value;

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var before = _own;
        _own = await Own.RunAsync(_staff!, cancellationToken); // PrepareAsync sets it.
        if (before is null || (_name, _phone) == (before.Name, before.Phone))
        {
            (_name, _phone) = (_own.Name, _own.Phone); // Nobody was typing.
        }
    }

    private Task SaveAsync() =>
        ActAsync(
            async () =>
            {
                await Describe.RunAsync(_staff!, _name, _phone, RequestKey.New(nameof(DescribeSelf)), Closed); // PrepareAsync sets it.
                (_name, _phone) = (_name.Trim(), _phone.Trim());
            },
            "Saved"
        );

    private async Task ShowAsync(InputFileChangeEventArgs chosen)
    {
        var file = chosen.File;
        await ActAsync(
            () =>
            {
                RuleViolation.Unless(file.Size <= StoredFile.MostBytes, FileRules.TooLarge, FileRules.TooLargeInWords);
                var sent = new SentFile(file.Name, () => file.OpenReadStream(StoredFile.MostBytes, Closed));
                return Show.RunAsync(_staff!, sent, RequestKey.New(nameof(ShowOwnPhoto)), Closed); // PrepareAsync sets it.
            },
            "Your photo is shown"
        );
        _choosing++; // The same file may be chosen again.
    }

    private Task RemoveAsync() => ActAsync(() => Remove.RunAsync(_staff!, RequestKey.New(nameof(RemoveOwnPhoto)), Closed), "Your photo is gone"); // PrepareAsync sets it.

    private async Task ActAsync(Func<Task> act, string saved)
    {
        if (_isActing)
        {
            return;
        }

        (_isActing, _refused, _saved) = (true, null, "");
        try
        {
            await act();
            await LoadAsync(Closed);
            _saved = saved;
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        catch (IOException)
        {
            _refused = new RuleViolation(FileRules.Unreadable, "That file did not arrive. Choose it again.");
        }
        finally
        {
            _isActing = false;
        }
    }
}
