using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class EstimateMapping : ITenantMapping<Estimate>
{
    public void Configure(EntityTypeBuilder<Estimate> estimate)
    {
        estimate.ToTable("estimates", Schemas.Tenant);
        estimate.HasKey(e => new { e.WorkspaceId, e.Id });
        estimate.Property(e => e.Id).ValueGeneratedNever();
        estimate.Property(e => e.Revision).IsConcurrencyToken();
        estimate.Property(e => e.Number).HasMaxLength(32);
        estimate.Property(e => e.AnsweredBy).HasMaxLength(200);
        estimate.Property(e => e.Round).HasDefaultValue(1);
        estimate.Property(e => e.Reason).HasMaxLength(2000);
        estimate.Ignore(e => e.Sent);
        estimate.Ignore(e => e.Draft);
        estimate.HasOne<Job>().WithMany().HasForeignKey(e => new { e.WorkspaceId, e.JobId }).OnDelete(DeleteBehavior.Restrict);
        estimate.HasOne<Customer>().WithMany().HasForeignKey(e => new { e.WorkspaceId, e.CustomerId }).OnDelete(DeleteBehavior.Restrict);
        estimate.HasMany(e => e.Versions).WithOne().HasForeignKey(v => new { v.WorkspaceId, v.EstimateId }).OnDelete(DeleteBehavior.Restrict);
        estimate.HasIndex(e => new { e.WorkspaceId, e.Number }).IsUnique(); // An estimate's page.
        estimate.HasIndex(e => new { e.WorkspaceId, e.JobId }); // A job's estimates; its stage.
        estimate.HasIndex(e => new
        {
            e.WorkspaceId,
            e.CustomerId,
            e.CreatedAt,
        }); // The portal's list.
        estimate.HasIndex(e => new
        {
            e.WorkspaceId,
            e.State,
            e.CreatedAt,
        }); // The office's list of one state.
        estimate.HasIndex(e => new { e.WorkspaceId, e.CreatedAt }, "ix_estimates_all").HasDatabaseName("ix_estimates_all"); // The office's list of all.
        estimate
            .HasIndex(e => new { e.WorkspaceId, e.CreatedAt }, "ix_estimates_open")
            .HasDatabaseName("ix_estimates_open")
            .HasFilter("state = 'Sent' and expiry_noted_at is null"); // The office's list of those that wait for an answer.
        estimate
            .HasIndex(e => new { e.WorkspaceId, e.AnsweredAt }, "ix_estimates_approved")
            .HasDatabaseName("ix_estimates_approved")
            .HasFilter("state = 'Approved'"); // What was approved lately: today.
        estimate
            .HasIndex(e => new { e.WorkspaceId, e.CreatedAt }, "ix_estimates_wished")
            .HasDatabaseName("ix_estimates_wished")
            .HasFilter("state = 'Sent' and wish is not null"); // Whose customer asks for something: today.
    }
}

internal sealed class EstimateVersionMapping : ITenantMapping<EstimateVersion>
{
    public void Configure(EntityTypeBuilder<EstimateVersion> version)
    {
        version.ToTable("estimate_versions", Schemas.Tenant);
        version.HasKey(v => new
        {
            v.WorkspaceId,
            v.EstimateId,
            v.Number,
        });
        version.Property(v => v.Number).ValueGeneratedNever();
        version.Property(v => v.Content).AsJson();
        version.HasIndex(v => new { v.WorkspaceId, v.ExpiresAt }); // What ends soon: today.
    }
}

internal sealed class ConsentMapping : ITenantMapping<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> consent)
    {
        consent.ToTable("consents", Schemas.Tenant);
        consent.HasKey(c => new { c.WorkspaceId, c.Id });
        consent.Property(c => c.Id).ValueGeneratedNever();
        consent.Property(c => c.TypedName).HasMaxLength(200);
        consent.Property(c => c.NormalisedName).HasMaxLength(400);
        consent.Property(c => c.ContactName).HasMaxLength(200);
        consent.Property(c => c.IpAddress).HasMaxLength(64);
        consent.Property(c => c.UserAgent).HasMaxLength(400);
        consent.Property(c => c.Kind).HasDefaultValue(ConsentKind.Portal); // What stood here before was given in the portal.
        consent.Property(c => c.RecordedBy).HasMaxLength(200);
        consent.Property(c => c.Note).HasMaxLength(2000);
        consent.Property(c => c.Ticked).AsJson();
        consent.ComplexProperty(c => c.Total);
        consent.ComplexProperty(c => c.Deposit);
        consent
            .HasOne<EstimateVersion>()
            .WithMany()
            .HasForeignKey(c => new
            {
                c.WorkspaceId,
                c.EstimateId,
                c.Version,
            })
            .OnDelete(DeleteBehavior.Restrict);
        consent.Property(c => c.Package).HasMaxLength(40);
        consent.Property(c => c.Round).HasDefaultValue(1);
        consent
            .HasIndex(c => new
            {
                c.WorkspaceId,
                c.EstimateId,
                c.Version,
                c.Round,
            })
            .IsUnique(); // One approval a version, whatever races; another only after the first was taken back.
    }
}

internal sealed class ConsentWithdrawalMapping : ITenantMapping<ConsentWithdrawal>
{
    public void Configure(EntityTypeBuilder<ConsentWithdrawal> withdrawal)
    {
        withdrawal.ToTable("consent_withdrawals", Schemas.Tenant);
        withdrawal.HasKey(w => new { w.WorkspaceId, w.ConsentId }); // A consent is withdrawn once.
        withdrawal.Property(w => w.ConsentId).ValueGeneratedNever();
        withdrawal.Property(w => w.ContactName).HasMaxLength(200);
        withdrawal.Property(w => w.IpAddress).HasMaxLength(64);
        withdrawal.Property(w => w.UserAgent).HasMaxLength(400);
        withdrawal
            .HasOne<Consent>()
            .WithOne()
            .HasForeignKey<ConsentWithdrawal>(w => new { w.WorkspaceId, w.ConsentId })
            .OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class EstimateRemarkMapping : ITenantMapping<EstimateRemark>
{
    public void Configure(EntityTypeBuilder<EstimateRemark> remark)
    {
        remark.ToTable("estimate_remarks", Schemas.Tenant);
        remark.HasKey(r => new { r.WorkspaceId, r.Id });
        remark.Property(r => r.Id).ValueGeneratedNever();
        remark.Ignore(r => r.Revision); // It is never changed.
        remark.Property(r => r.AuthorName).HasMaxLength(200);
        remark.Property(r => r.Text).HasMaxLength(EstimateRemark.Longest);
        remark.HasOne<Estimate>().WithMany().HasForeignKey(r => new { r.WorkspaceId, r.EstimateId }).OnDelete(DeleteBehavior.Restrict);
        remark.HasIndex(r => new
        {
            r.WorkspaceId,
            r.EstimateId,
            r.At,
        }); // An estimate's thread.
    }
}

internal sealed class EstimateViewMarkMapping : ITenantMapping<EstimateViewMark>
{
    public void Configure(EntityTypeBuilder<EstimateViewMark> mark)
    {
        mark.ToTable("estimate_views", Schemas.Tenant);
        mark.HasKey(m => new
        {
            m.WorkspaceId,
            m.EstimateId,
            m.Version,
            m.ContactId,
        }); // Who has seen an estimate, on its page in the office.
        mark.Property(m => m.Version).ValueGeneratedNever();
        mark.Property(m => m.ContactId).ValueGeneratedNever();
        mark.Property(m => m.ContactName).HasMaxLength(200);
        mark.HasOne<EstimateVersion>()
            .WithMany()
            .HasForeignKey(m => new
            {
                m.WorkspaceId,
                m.EstimateId,
                m.Version,
            })
            .OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PriceItemMapping : ITenantMapping<PriceItem>
{
    public void Configure(EntityTypeBuilder<PriceItem> item)
    {
        item.ToTable("price_items", Schemas.Tenant);
        item.HasKey(i => new { i.WorkspaceId, i.Id });
        item.Property(i => i.Id).ValueGeneratedNever();
        item.Property(i => i.Revision).IsConcurrencyToken();
        item.Property(i => i.Name).HasMaxLength(200).UseCollation(Conventions.PeopleCollation);
        item.Property(i => i.Description).HasMaxLength(290);
        item.Property(i => i.Unit).HasMaxLength(20);
        item.Property(i => i.Category).HasMaxLength(60).UseCollation(Conventions.PeopleCollation);
        item.ComplexProperty(i => i.Price);
        item.HasOne<Workspace>().WithMany().HasForeignKey(i => i.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        item.HasIndex(i => new
        {
            i.WorkspaceId,
            i.Category,
            i.Name,
        }); // The price book, and what an editor offers.
    }
}

internal sealed class EstimateTemplateMapping : ITenantMapping<EstimateTemplate>
{
    public void Configure(EntityTypeBuilder<EstimateTemplate> template)
    {
        template.ToTable("estimate_templates", Schemas.Tenant);
        template.HasKey(t => new { t.WorkspaceId, t.Id });
        template.Property(t => t.Id).ValueGeneratedNever();
        template.Property(t => t.Revision).IsConcurrencyToken();
        template.Property(t => t.Name).HasMaxLength(120).UseCollation(Conventions.PeopleCollation);
        template.Property(t => t.Content).AsJson();
        template.HasOne<Workspace>().WithMany().HasForeignKey(t => t.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        template.HasIndex(t => new { t.WorkspaceId, t.Name }); // The list to begin from.
    }
}
