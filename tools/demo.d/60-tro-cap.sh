# Trợ cấp một lần: bản gốc quốc gia, 12 ngày (one-time allowance, the national base)
at '08:00 04/08/2025'
submit thuc-phan --procedure 2.001157 --unit H14.61.01 --as mai.huong --channel direct \
	--applicant 'Đàm Văn Sơn' --id-number 999055000006 --paper ban_khai --paper giay_to
at '11:00 04/08/2025'
act thuc-phan mai.huong H14.61.01 complete
at '15:00 04/08/2025'
act thuc-phan dam.nhung H14.61.04 assigned
at '09:00 07/08/2025'
act thuc-phan dam.nhung H14.61.04 pass
act thuc-phan dam.nhung H14.61.04 agreed
at '14:00 07/08/2025'
act thuc-phan phan.chinh H14.61 signed
act thuc-phan ly.suong H14.61 issued
at '09:00 08/08/2025'
act tinh-cao-bang chu.ngoc H14.04 answered
at '15:00 11/08/2025'
act tinh-cao-bang ma.dung H14.04 pass
at '09:30 12/08/2025'
act tinh-cao-bang sam.hung H14.04 signed
at '15:00 13/08/2025'
act tinh-cao-bang be.hanh H14.01 answered --paper quyet_dinh:electronic
at '09:00 14/08/2025'
act tinh-cao-bang chu.ngoc H14.04 issued
at '10:00 15/08/2025'
act thuc-phan mai.huong H14.61.01 --return post
