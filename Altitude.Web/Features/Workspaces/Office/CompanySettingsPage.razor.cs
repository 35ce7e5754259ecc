using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>The company's name, how it is reached, and its taxes.</summary>
public sealed partial class CompanySettingsPage
{
    private readonly List<TaxField> _taxes = [];
    private Staff? _staff;
    private string _name = "";
    private string _phone = "";
    private string _email = "";
    private string _address = "";
    private bool _isLoaded;
    private bool _isSaving;
    private int _made;
    private string? _saved;
    private RuleViolation? _refused;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required ChangeCompany Change { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.LooksOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayControl => _staff?.Role.MayControl() == true;
    private bool MayClose => _staff?.Role.May(Permission.CloseCompany) == true;

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    /// <summary>Once: what somebody is typing is not taken from them when a colleague saves; the later one to save decides.</summary>
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_isLoaded)
        {
            return;
        }

        var company = await Current.GetWorkspaceAsync(cancellationToken);
        (_name, _phone, _email, _address) = (company.Name, company.Company.Phone, company.Company.Email, company.Company.Address);
        foreach (var tax in company.TaxRates)
        {
            Add(tax.Name, tax.Percent);
        }

        _isLoaded = true;
    }

    private void AddTax() => Add("", 0);

    private void Add(string name, decimal percent)
    {
        var field = new TaxField(_made++, name, percent);
        field.Remove = () => _taxes.Remove(field);
        _taxes.Add(field);
    }

    private async Task SaveAsync()
    {
        if (_isSaving)
        {
            return;
        }

        (_isSaving, _refused, _saved) = (true, null, null);
        try
        {
            var form = new CompanyForm(
                _name,
                new CompanyDetails(_phone.Trim(), _email.Trim(), _address.Trim()),
                [.. _taxes.Select(t => new TaxRate(t.Name.Trim(), t.Percent))]
            );
            await Change.RunAsync(_staff!, form, RequestKey.New("change-company"), Closed); // The form is drawn for somebody.
            _saved = "Saved";
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isSaving = false;
        }
    }

    private string? IsAbout(string rule) => _refused?.Rule == rule ? "true" : null;

    /// <summary>One tax as it is typed.</summary>
    private sealed class TaxField(int number, string name, decimal percent)
    {
        public string Name { get; set; } = name;
        public decimal Percent { get; set; } = percent;
        public Action Remove { get; set; } = () => { };
        public string NameId => $"tax-{number}";
        public string PercentId => $"percent-{number}";
    }
}
